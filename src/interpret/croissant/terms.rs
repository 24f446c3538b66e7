//! The words of Croissant 0.8, 1.0 and 1.1: classes, properties, and what each may hold.
//!
//! From the Croissant format specification and the RAI extension (`MLCommons`,
//! Apache-2.0) as mlcroissant 1.1.1 (of the same) reads them.

/// The namespace of schema.org.
pub(super) const SCHEMA: &str = "https://schema.org/";
/// The namespace of Croissant from 1.0 on.
pub(super) const CROISSANT: &str = "http://mlcommons.org/croissant/";
/// The namespace of Croissant 0.8.
const CROISSANT_0_8: &str = "http://mlcommons.org/schema/";
/// The namespace of the extension for responsible AI.
pub(super) const RAI: &str = "http://mlcommons.org/croissant/RAI/";
/// The property that names the version.
pub(super) const CONFORMS_TO: &str = "http://purl.org/dc/terms/conformsTo";

/// A version of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    /// 0.8, which had no name for itself.
    V0_8,
    /// 1.0.
    V1_0,
    /// 1.1.
    V1_1,
}

/// The things a document speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// The dataset as a whole.
    Dataset,
    /// A file.
    FileObject,
    /// Files that share a pattern.
    FileSet,
    /// A table of records.
    RecordSet,
    /// A column, or a part of one.
    Field,
    /// Where the values of a field come from.
    Source,
    /// What is taken out of a source.
    Extract,
    /// What is done with it.
    Transform,
    /// A field that another one is a part of.
    ParentField,
    /// A person, organisation or work outside the data.
    Other,
}

/// What a value may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// Text.
    Text,
    /// Text in the language of the document; in several from 1.1 on.
    Name,
    /// Text in the language of the document, in one.
    Label,
    /// Text in any language.
    Prose,
    /// A day, or a moment, as ISO 8601 writes it.
    Day,
    /// A whole number.
    Whole,
    /// True or false.
    Flag,
    /// Text or a number.
    Edition,
    /// A person or an organisation.
    Party,
    /// Text or a creative work.
    Licence,
    /// Text or a defined term.
    Keyword,
    /// A node of that class.
    One(Class),
    /// A file or a set of files.
    File,
}

/// A property: its namespace, its name, and what its values may be.
pub(super) type Property = (Space, &'static str, Holds);

/// Which namespace a property belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    /// schema.org.
    Schema,
    /// Croissant's own, which moved with 1.0.
    Croissant,
    /// The extension for responsible AI.
    Rai,
    /// Dublin Core.
    Terms,
}

use Holds::{
    Day, Edition, File, Flag, Keyword, Label, Licence, Name, One, Party, Prose, Text, Whole,
};
use Space::{Croissant, Rai, Schema, Terms};

const DATASET: &[Property] = &[
    (Terms, "conformsTo", Text),
    (Schema, "name", Name),
    (Schema, "description", Prose),
    (Schema, "creator", Party),
    (Schema, "publisher", Party),
    (Schema, "dateCreated", Day),
    (Schema, "dateModified", Day),
    (Schema, "datePublished", Day),
    (Schema, "keywords", Keyword),
    (Schema, "inLanguage", Text),
    (Schema, "license", Licence),
    (Schema, "sdLicense", Licence),
    (Schema, "sameAs", Text),
    (Schema, "url", Text),
    (Schema, "version", Edition),
    (Croissant, "sdVersion", Edition),
    (Schema, "distribution", File),
    (Croissant, "recordSet", One(Class::RecordSet)),
    (Rai, "dataCollection", Text),
    (Rai, "dataCollectionType", Text),
    (Rai, "dataCollectionMissingData", Text),
    (Rai, "dataCollectionRawData", Text),
    (Rai, "dataCollectionTimeFrame", Day),
    (Rai, "dataImputationProtocol", Text),
    (Rai, "dataPreprocessingProtocol", Text),
    (Rai, "dataAnnotationProtocol", Text),
    (Rai, "dataAnnotationPlatform", Text),
    (Rai, "dataAnnotationAnalysis", Text),
    (Rai, "annotationsPerItem", Text),
    (Rai, "annotatorDemographics", Text),
    (Rai, "machineAnnotationTools", Text),
    (Rai, "dataBiases", Text),
    (Rai, "dataUseCases", Text),
    (Rai, "dataLimitations", Text),
    (Rai, "dataSocialImpact", Text),
    (Rai, "personalSensitiveInformation", Text),
    (Rai, "dataReleaseMaintenancePlan", Text),
];

const FILE_OBJECT: &[Property] = &[
    (Schema, "name", Label),
    (Schema, "description", Prose),
    (Schema, "contentUrl", Text),
    (Schema, "contentSize", Text),
    (Schema, "encodingFormat", Text),
    (Schema, "sameAs", Text),
    (Schema, "sha256", Text),
    (Croissant, "md5", Text),
    (Croissant, "source", One(Class::Source)),
];

const FILE_SET: &[Property] = &[
    (Schema, "name", Label),
    (Schema, "description", Prose),
    (Schema, "encodingFormat", Text),
    (Croissant, "includes", Text),
    (Croissant, "excludes", Text),
];

const RECORD_SET: &[Property] = &[
    (Schema, "name", Name),
    (Schema, "description", Prose),
    (Croissant, "isEnumeration", Flag),
    (Croissant, "field", One(Class::Field)),
    (Croissant, "annotation", One(Class::Field)),
];

const FIELD: &[Property] = &[
    (Schema, "name", Name),
    (Schema, "description", Prose),
    (Croissant, "arrayShape", Text),
    (Croissant, "isArray", Flag),
    (Croissant, "repeated", Flag),
    (Croissant, "equivalentProperty", Text),
    (Croissant, "parentField", One(Class::ParentField)),
    (Croissant, "references", One(Class::Source)),
    (Croissant, "source", One(Class::Source)),
    (Croissant, "subField", One(Class::Field)),
    (Croissant, "annotation", One(Class::Field)),
];

const SOURCE: &[Property] = &[
    (Croissant, "extract", One(Class::Extract)),
    (Croissant, "format", Text),
    (Croissant, "samplingRate", Whole),
    (Croissant, "transform", One(Class::Transform)),
];

const EXTRACT: &[Property] = &[
    (Croissant, "column", Text),
    (Croissant, "fileProperty", Text),
    (Croissant, "jsonPath", Text),
];

const TRANSFORM: &[Property] = &[
    (Croissant, "format", Text),
    (Croissant, "jsonPath", Text),
    (Croissant, "readLines", Flag),
    (Croissant, "regex", Text),
    (Croissant, "replace", Text),
    (Croissant, "samplingRate", Whole),
    (Croissant, "separator", Text),
    (Croissant, "unArchive", Flag),
];

const PARENT_FIELD: &[Property] = &[
    (Croissant, "references", One(Class::Source)),
    (Croissant, "source", One(Class::Source)),
];

const OTHER: &[Property] = &[
    (Schema, "name", Prose),
    (Schema, "description", Prose),
    (Schema, "email", Text),
    (Schema, "url", Text),
];

/// The types of values that a reader of the data knows what to do with.
const DATA_TYPES: [(&str, &[&str]); 2] = [
    (
        SCHEMA,
        &[
            "AudioObject",
            "Boolean",
            "Date",
            "DateTime",
            "Float",
            "ImageObject",
            "Integer",
            "Text",
            "Time",
            "URL",
            "VideoObject",
        ],
    ),
    (
        CROISSANT,
        &[
            "BoundingBox",
            "Float16",
            "Float32",
            "Float64",
            "Int8",
            "Int16",
            "Int32",
            "Int64",
            "UInt8",
            "UInt16",
            "UInt32",
            "UInt64",
        ],
    ),
];

/// What a field can be filled with of a file besides its columns.
pub(super) const FILE_PROPERTIES: [&str; 6] = [
    "content",
    "filename",
    "filepath",
    "fullpath",
    "lines",
    "lineNumbers",
];

impl Version {
    /// Returns the version that `text` names.
    pub(super) fn named(text: &str) -> Option<Self> {
        match text.strip_prefix(CROISSANT)? {
            "0.8" => Some(Self::V0_8),
            "1.0" => Some(Self::V1_0),
            "1.1" => Some(Self::V1_1),
            _ => None,
        }
    }

    /// Returns `local` in Croissant's namespace, written out.
    pub(super) fn croissant(self, local: &str) -> String {
        let space = if self == Self::V0_8 {
            CROISSANT_0_8
        } else {
            CROISSANT
        };
        format!("{space}{local}")
    }

    /// Returns `local` of `space`, written out.
    pub(super) fn property(self, space: Space, local: &str) -> String {
        match space {
            Schema => schema(local),
            Croissant => self.croissant(local),
            Rai => format!("{RAI}{local}"),
            Terms => CONFORMS_TO.to_owned(),
        }
    }

    /// Returns the property that says what a file lies in, which moved with 1.1.
    pub(super) fn contained_in(self) -> String {
        match self {
            Self::V1_1 => self.croissant("containedIn"),
            _ => schema("containedIn"),
        }
    }

    /// Returns the type of a node of `class`, written out; `None` for one that states none.
    pub(super) fn kind(self, class: Class) -> Option<String> {
        Some(match (class, self) {
            (Class::Dataset, _) => schema("Dataset"),
            (Class::FileObject, Self::V0_8) => schema("FileObject"),
            (Class::FileSet, Self::V0_8) => schema("FileSet"),
            (Class::FileObject, _) => self.croissant("FileObject"),
            (Class::FileSet, _) => self.croissant("FileSet"),
            (Class::RecordSet, _) => self.croissant("RecordSet"),
            (Class::Field, _) => self.croissant("Field"),
            _ => return None,
        })
    }
}

impl Class {
    /// Returns what a sentence calls it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Dataset => "Dataset",
            Self::FileObject => "FileObject",
            Self::FileSet => "FileSet",
            Self::RecordSet => "RecordSet",
            Self::Field => "Field",
            Self::Source => "source",
            Self::Extract => "extract",
            Self::Transform => "transform",
            Self::ParentField => "parentField",
            Self::Other => "value",
        }
    }

    /// Returns its properties.
    pub(super) const fn properties(self) -> &'static [Property] {
        match self {
            Self::Dataset => DATASET,
            Self::FileObject => FILE_OBJECT,
            Self::FileSet => FILE_SET,
            Self::RecordSet => RECORD_SET,
            Self::Field => FIELD,
            Self::Source => SOURCE,
            Self::Extract => EXTRACT,
            Self::Transform => TRANSFORM,
            Self::ParentField => PARENT_FIELD,
            Self::Other => OTHER,
        }
    }
}

/// Returns `local` in the namespace of schema.org, written out.
pub(super) fn schema(local: &str) -> String {
    format!("{SCHEMA}{local}")
}

/// Returns whether `name` is a type of values that a reader knows.
pub(super) fn is_data_type(name: &str) -> bool {
    DATA_TYPES.iter().any(|(space, names)| {
        name.strip_prefix(space)
            .is_some_and(|local| names.contains(&local))
    })
}

/// Returns a written-out name as people write it, such as `sc:Text`.
pub(super) fn short(name: &str) -> String {
    let prefixes = [
        (RAI, "rai:"),
        (CROISSANT, "cr:"),
        (CROISSANT_0_8, "ml:"),
        (SCHEMA, "sc:"),
    ];
    prefixes
        .iter()
        .find_map(|(space, prefix)| Some(format!("{prefix}{}", name.strip_prefix(space)?)))
        .unwrap_or_else(|| name.to_owned())
}
