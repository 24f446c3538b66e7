//! What a node of a Croissant document has to hold that no list of properties says.

use super::check::{Check, is_true};
use super::graph::{Node, Term};
use super::terms::{self, Class, Space, Version};
use super::words;

const MEDIA_TYPE: &str = "a media type such as `text/csv`";

impl<'g, 'v> Check<'g, 'v> {
    /// Looks at what no list of properties says.
    pub(super) fn look_closer(&mut self, class: Class, node: &'g Node<'v>) {
        if self.version == Version::V0_8 {
            self.name_as_id(class, node);
        } else if let Some((_, at)) = node.id.as_ref().filter(|(id, _)| id.is_empty()) {
            self.object(at, "`@id` is empty text, expected a name".to_owned());
        }
        match class {
            Class::FileObject => self.file_object(node),
            Class::FileSet => {
                self.containers(node);
                self.needs(
                    class,
                    node,
                    Space::Croissant,
                    "includes",
                    "a pattern of file names",
                );
                self.needs(class, node, Space::Schema, "encodingFormat", MEDIA_TYPE);
            }
            Class::Field => self.field(node),
            Class::Source => self.source(node),
            Class::Extract => self.extract(node),
            Class::Transform => self.transform(node),
            _ => {}
        }
    }

    /// In 0.8 a name is what others refer to.
    fn name_as_id(&mut self, class: Class, node: &Node<'v>) {
        /// From mlcroissant 1.1.1.
        const LONGEST: usize = 255;
        let is_named = matches!(class, Class::Dataset | Class::FileObject | Class::FileSet)
            || matches!(class, Class::RecordSet | Class::Field);
        if !is_named {
            return;
        }
        let name = node.first(&terms::schema("name"));
        let text = name.and_then(Term::text).filter(|text| !text.is_empty());
        match (name, text) {
            (Some(name), Some(text)) => {
                let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
                if text.chars().count() > LONGEST {
                    self.object(
                        &name.at,
                        format!("`name` is longer than {LONGEST} characters"),
                    );
                } else if !text.chars().all(is_plain) {
                    let wanted = "letters, digits, `-`, `_` and `.`, as others refer to it";
                    self.object(
                        &name.at,
                        format!("`name` has other characters, expected {wanted}"),
                    );
                }
            }
            // Of another type: said already.
            (Some(name), None) if name.text().is_none() => {}
            _ => self.needs(class, node, Space::Schema, "name", "text"),
        }
    }

    fn file_object(&mut self, node: &'g Node<'v>) {
        let class = Class::FileObject;
        self.needs(class, node, Space::Schema, "encodingFormat", MEDIA_TYPE);
        if self.containers(node) {
            return;
        }
        self.needs(class, node, Space::Schema, "contentUrl", "its address");
        let digests = [
            terms::schema("sha256"),
            self.version.croissant("md5"),
            terms::schema("md5"),
        ];
        let has_digest = digests.iter().any(|digest| !node.all(digest).is_empty());
        if !has_digest && !self.is_live {
            self.object(
                &node.at,
                "FileObject has neither `sha256` nor `md5`, expected one of them".to_owned(),
            );
        }
    }

    /// Looks at what a file lies in, where it is a source rather than an id; tells whether it lies
    /// in anything.
    fn containers(&mut self, node: &'g Node<'v>) -> bool {
        let terms = node.all(&self.version.contained_in());
        let ways = ["fileObject", "fileSet", "recordSet"].map(|way| self.version.croissant(way));
        for term in &terms {
            let inner = self.graph.of(term);
            let is_source = |node: &&Node<'v>| ways.iter().any(|way| !node.all(way).is_empty());
            if let Some(source) = inner.filter(is_source) {
                self.visit(Class::Source, source, None, false);
            }
        }
        !terms.is_empty()
    }

    fn field(&mut self, node: &'g Node<'v>) {
        let own = |local| self.version.croissant(local);
        let value = node.first(&terms::schema("value"));
        let sources = node.all(&own("source"));
        let source = sources.iter().find_map(|term| self.graph.of(term));
        if let (Some(value), Some(_)) = (value, source.and_then(|source| self.target(source))) {
            let message = "Field has a `source` and a `value`, expected one of them";
            self.object(&value.at, message.to_owned());
        }
        let shape = node.first(&self.version.croissant("arrayShape"));
        let is_array = node.first(&self.version.croissant("isArray"));
        let Some((shape, text)) = shape.and_then(|shape| Some((shape, shape.text()?))) else {
            return;
        };
        if text.is_empty() {
            return;
        }
        if !is_array.is_some_and(is_true) {
            let message = "`arrayShape` is there, but `isArray` is not true";
            self.object(&shape.at, message.to_owned());
        }
        if text
            .split(',')
            .any(|size| size.trim().parse::<i64>().is_err())
        {
            let message = "`arrayShape` is other text, expected whole numbers between commas";
            self.object(&shape.at, message.to_owned());
        }
    }

    fn source(&mut self, node: &'g Node<'v>) {
        let mut ways = vec!["field", "fileObject", "fileSet"];
        let named = |way: &&str| !node.says_nothing(&self.version.croissant(way));
        let mut count = ways.iter().filter(|way| named(way)).count();
        if self.version == Version::V0_8 {
            ways.push("distribution");
            count += usize::from(!node.says_nothing(&terms::schema("distribution")));
        }
        if count == 1 {
            return;
        }
        let lookalike = ways.iter().find_map(|way| node.lookalike(way));
        if let (0, Some((key, meaning))) = (count, lookalike) {
            let meant = self.version.croissant(key);
            self.misnamed(&node.at, key, meaning, &meant);
            return;
        }
        let ways = words::one_of(&ways);
        let said = if count == 0 {
            "names nothing to read"
        } else {
            "names several things to read"
        };
        self.object(
            &node.at,
            format!("source {said}, expected exactly one of {ways}"),
        );
    }

    /// Counts the ways that a node makes use of.
    fn used(&self, node: &Node<'_>, ways: &[&str]) -> usize {
        let is_used = |way: &&&str| !node.says_nothing(&self.version.croissant(way));
        ways.iter().filter(is_used).count()
    }

    fn extract(&mut self, node: &'g Node<'v>) {
        let ways = ["column", "fileProperty", "jsonPath"];
        let version = self.version;
        let own = |way: &str| version.croissant(way);
        let count = self.used(node, &ways);
        if count != 1 {
            let message = format!(
                "extract has {count} ways to read, expected exactly one of {}",
                words::one_of(&ways)
            );
            self.object(&node.at, message);
        }
        let property = node.first(&own("fileProperty"));
        if let Some((term, text)) = property.and_then(|term| Some((term, term.text()?)))
            && !terms::FILE_PROPERTIES.contains(&text)
        {
            let wanted = words::one_of(&terms::FILE_PROPERTIES);
            let said = words::shown(text);
            self.object(
                &term.at,
                format!("`fileProperty` is {said}, expected {wanted}"),
            );
        }
    }

    fn transform(&mut self, node: &'g Node<'v>) {
        let ways = ["format", "jsonPath", "regex", "replace", "separator"];
        let version = self.version;
        let own = |way: &str| version.croissant(way);
        let count = self.used(node, &ways);
        let is_set = |flag: &str| node.first(&own(flag)).is_some_and(is_true);
        if count > 1 {
            let message = format!(
                "transform has {count} ways at once, expected exactly one of {}",
                words::one_of(&ways)
            );
            self.object(&node.at, message);
        }
        if count == 0 && !is_set("readLines") && !is_set("unArchive") {
            let all = [&ways[..], &["readLines", "unArchive"]].concat();
            let message = format!("transform does nothing, expected {}", words::one_of(&all));
            self.object(&node.at, message);
        }
    }
}
