//! Who is the same person, and who can fill which role.
//!
//! Evidence names people by identities: a handle of the forge or an e-mail address. Only
//! `[people.NAME]` says that two of them are one person. What no entry links may be anybody, also
//! somebody who is named before; so all such identities together count as one person at most.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

/// `[people.NAME]`: the identities of one person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// Names on the forge.
    pub handles: Vec<String>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Signing keys: fingerprints, or public keys as their files hold them.
    pub keys: Vec<String>,
}

/// How evidence names somebody, in one spelling.
///
/// Letters of ASCII count the same in both cases, and no others do: `K` (U+212A) is a letter of
/// its own, though most ways to write in lower case make it a `k`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Identity {
    /// A name on the forge, without the `@`.
    Handle(String),
    /// An e-mail address.
    Email(String),
    /// A team of the forge, without `@` or `team:`.
    Team(String),
}

impl Identity {
    /// Reads `@ada`, `ada@example.org`, `Ada <ada@example.org>`, `@acme/rai` or `team:acme/rai`;
    /// a bare word is a handle.
    ///
    /// ```
    /// use raigate::people::Identity;
    /// assert_eq!(Identity::parse("@Ada"), Identity::parse("ada"));
    /// assert_eq!(Identity::parse("7+ada@users.noreply.github.com"), Identity::parse("@ada"));
    /// assert!(Identity::parse("Ada Lovelace").is_none());
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let inner = text.strip_suffix('>').and_then(|it| it.rsplit_once('<'));
        let text = inner.map_or(text, |(_, address)| address.trim());
        let text = text.to_ascii_lowercase();
        if text.is_empty() || text.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return None;
        }
        if let Some(team) = text.strip_prefix("team:") {
            let team = team.strip_prefix('@').unwrap_or(team);
            return (!team.is_empty()).then(|| Self::Team(team.to_owned()));
        }
        match text.split_once('@') {
            None => Some(Self::Handle(text)),
            Some((_, "")) => None,
            Some(("", team)) if team.contains('/') => Some(Self::Team(team.to_owned())),
            Some(("", handle)) if handle.contains('@') => None,
            Some(("", handle)) => Some(Self::Handle(handle.to_owned())),
            // The address that GitHub writes for those who keep theirs to themselves.
            Some((name, "users.noreply.github.com")) => {
                let handle = name.split_once('+').map_or(name, |(_, handle)| handle);
                (!handle.is_empty()).then(|| Self::Handle(handle.to_owned()))
            }
            Some(_) => Some(Self::Email(text)),
        }
    }

    /// Returns whether no person stands behind it: a bot, or the forge itself.
    #[must_use]
    pub fn is_machine(&self) -> bool {
        match self {
            Self::Handle(name) => name.ends_with("[bot]") || name == "web-flow",
            Self::Email(address) => address == "noreply@github.com",
            Self::Team(_) => false,
        }
    }

    /// Returns the first letter that no handle and hardly any address has: it looks like another.
    #[must_use]
    pub fn odd_letter(&self) -> Option<char> {
        let (Self::Handle(text) | Self::Email(text) | Self::Team(text)) = self;
        text.chars().find(|c| !c.is_ascii())
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Handle(name) | Self::Team(name) => write!(formatter, "@{name}"),
            Self::Email(address) => formatter.write_str(address),
        }
    }
}

/// A person, as far as identities tell; two that are equal are the same person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// That of `[people.NAME]`.
    Entry(String),
    /// Who has this identity, which no entry links to another one.
    Unlinked(Identity),
}

impl fmt::Display for Who {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entry(name) => formatter.write_str(name),
            Self::Unlinked(identity) => identity.fmt(formatter),
        }
    }
}

/// Whether somebody holds a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holding {
    /// Nobody defined the role.
    Undefined,
    /// No.
    No,
    /// Members of a team hold it, and who is in that team is not known here.
    Unknown,
    /// Yes.
    Yes,
}

/// Who is who, and who holds which role.
#[derive(Debug, Clone, Default)]
pub struct People {
    /// The entries that have an identity: all those of one person lead to the same entry.
    entries: BTreeMap<Identity, String>,
    keys: BTreeMap<String, String>,
    with_email: BTreeSet<String>,
    roles: BTreeMap<String, Vec<Identity>>,
    teams: BTreeMap<String, Vec<Identity>>,
}

impl People {
    /// Takes `[people]` and `[roles]`. No team's members are known; what names nobody is left out.
    #[must_use]
    pub fn new(entries: &BTreeMap<String, Person>, roles: &BTreeMap<String, Vec<String>>) -> Self {
        let mut people = Self::default();
        for (name, person) in entries {
            for text in person.handles.iter().chain(&person.emails) {
                let Some(identity) = Identity::parse(text) else {
                    continue;
                };
                if matches!(identity, Identity::Email(_)) {
                    people.with_email.insert(name.clone());
                }
                // Whoever is claimed twice is a mistake in the file, which keeps it from being used.
                people.entries.entry(identity).or_insert(name.clone());
            }
            for key in &person.keys {
                people.keys.entry(plain_key(key)).or_insert(name.clone());
            }
        }
        people.roles = roles.iter().map(read_members).collect();
        people
    }

    /// Adds who is in which team, by the name of the team; a team that is not named stays unknown.
    #[must_use]
    pub fn with_teams(mut self, teams: &BTreeMap<String, Vec<String>>) -> Self {
        let read = teams.iter().map(|(name, members)| {
            let name = match Identity::parse(name) {
                Some(Identity::Team(name) | Identity::Handle(name)) => name,
                _ => name.to_ascii_lowercase(),
            };
            (name, read_all(members))
        });
        self.teams.extend(read);
        self
    }

    /// Returns who has that identity; `None` for a team.
    #[must_use]
    pub fn who(&self, identity: &Identity) -> Option<Who> {
        if matches!(identity, Identity::Team(_)) {
            return None;
        }
        let entry = self.entries.get(identity).cloned();
        Some(entry.map_or_else(|| Who::Unlinked(identity.clone()), Who::Entry))
    }

    /// Returns whose signing key that is: a fingerprint, or a public key as its file holds it.
    #[must_use]
    pub fn owner_of_key(&self, key: &str) -> Option<Who> {
        let name = self.keys.get(&plain_key(key))?;
        Some(Who::Entry(name.clone()))
    }

    /// Returns the e-mail addresses of a person.
    #[must_use]
    pub fn addresses<'w>(&'w self, who: &'w Who) -> Vec<&'w str> {
        let address = |identity: &'w Identity| match identity {
            Identity::Email(address) => Some(address.as_str()),
            _ => None,
        };
        match who {
            Who::Entry(name) => {
                let own = self.entries.iter().filter(|(_, entry)| *entry == name);
                own.filter_map(|(identity, _)| address(identity)).collect()
            }
            Who::Unlinked(identity) => address(identity).into_iter().collect(),
        }
    }

    /// Returns whether it would show that an e-mail address in a commit is this person's.
    ///
    /// A handle alone cannot be compared with the addresses that commits name.
    #[must_use]
    pub fn is_comparable(&self, who: &Who) -> bool {
        match who {
            Who::Entry(name) => self.with_email.contains(name),
            Who::Unlinked(identity) => matches!(identity, Identity::Email(_)),
        }
    }

    /// Returns the roles that are defined.
    pub fn roles(&self) -> impl Iterator<Item = &str> {
        self.roles.keys().map(String::as_str)
    }

    /// Returns whether `who` holds `role`.
    #[must_use]
    pub fn holds(&self, who: &Who, role: &str) -> Holding {
        let Some(members) = self.roles.get(role) else {
            return Holding::Undefined;
        };
        let mut seen = BTreeSet::new();
        let mut ahead: Vec<&Identity> = members.iter().collect();
        let mut holding = Holding::No;
        while let Some(identity) = ahead.pop() {
            match identity {
                Identity::Team(team) if seen.insert(team) => match self.teams.get(team) {
                    Some(members) => ahead.extend(members),
                    None => holding = Holding::Unknown,
                },
                // A team that is in itself has been looked at.
                Identity::Team(_) => {}
                identity if self.is(identity, who) => return Holding::Yes,
                _ => {}
            }
        }
        holding
    }

    fn is(&self, identity: &Identity, who: &Who) -> bool {
        match (self.entries.get(identity), who) {
            (Some(name), Who::Entry(entry)) => name == entry,
            (None, Who::Unlinked(unlinked)) => identity == unlinked,
            _ => false,
        }
    }
}

/// Somebody who could fill a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate<'c> {
    /// The entry in `[people]`; `None` where no entry links their identity.
    pub entry: Option<&'c str>,
    /// The roles they act in.
    pub roles: BTreeSet<&'c str>,
}

/// Returns, for each slot, the position of the candidate that fills it.
///
/// A slot is the list of roles of which any one will do. As many slots are filled as can be, and
/// nobody fills two; whom no entry links count as one person. The first that comes is not always
/// the right one: where Ada is lead and director and Bo is lead, Bo has to be the lead.
///
/// ```
/// use raigate::people::{Candidate, fill};
/// let [ada, bo] = [("ada", vec!["lead", "director"]), ("bo", vec!["lead"])]
///     .map(|(name, roles)| Candidate { entry: Some(name), roles: roles.into_iter().collect() });
/// let slots = [vec!["lead"], vec!["director"]];
/// assert_eq!(fill(&slots, &[ada, bo]), [Some(1), Some(0)]);
/// ```
#[must_use]
pub fn fill(slots: &[Vec<&str>], candidates: &[Candidate<'_>]) -> Vec<Option<usize>> {
    let mut positions: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
    for (position, candidate) in candidates.iter().enumerate() {
        positions.entry(candidate.entry).or_default().push(position);
    }
    let persons: Vec<&Vec<usize>> = positions.values().collect();
    // Which of a person's identities would fill the slot.
    let fitting = |slot: &Vec<&str>, person: &[usize]| {
        let mut own = person.iter().copied();
        own.find(|at| {
            let roles = candidates.get(*at).map(|it| &it.roles);
            roles.is_some_and(|roles| slot.iter().any(|role| roles.contains(role)))
        })
    };
    let fits: Vec<Vec<(usize, usize)>> = slots
        .iter()
        .map(|slot| {
            let each = persons.iter().enumerate();
            each.filter_map(|(person, own)| Some((person, fitting(slot, own)?)))
                .collect()
        })
        .collect();
    let filled = matched(&fits, persons.len());
    let of_slot = |(slot, person): (usize, Option<usize>)| {
        let mut own = fits.get(slot)?.iter();
        own.find(|(fitting, _)| Some(*fitting) == person)
            .map(|(_, position)| *position)
    };
    filled.into_iter().enumerate().map(of_slot).collect()
}

/// Matches slots with the persons that fit them, by augmenting paths.
fn matched(fits: &[Vec<(usize, usize)>], persons: usize) -> Vec<Option<usize>> {
    let mut slot_of: Vec<Option<usize>> = vec![None; persons];
    for start in 0..fits.len() {
        // From which slot each person was first reached.
        let mut reached: Vec<Option<usize>> = vec![None; persons];
        let mut ahead = VecDeque::from([start]);
        let mut free = None;
        while let Some(slot) = ahead.pop_front() {
            for (person, _) in fits.get(slot).into_iter().flatten() {
                let Some(from @ None) = reached.get_mut(*person) else {
                    continue;
                };
                *from = Some(slot);
                match slot_of.get(*person).copied().flatten() {
                    Some(taken) => ahead.push_back(taken),
                    None => free = free.or(Some(*person)),
                }
            }
            if free.is_some() {
                break;
            }
        }
        // Everybody on the way moves over by one slot.
        while let Some(person) = free {
            let slot = reached.get(person).copied().flatten();
            free = slot.and_then(|slot| slot_of.iter().position(|held| *held == Some(slot)));
            if let Some(held) = slot_of.get_mut(person) {
                *held = slot;
            }
        }
    }
    let person_of = |slot| slot_of.iter().position(|held| *held == Some(slot));
    (0..fits.len()).map(person_of).collect()
}

fn read_members((role, members): (&String, &Vec<String>)) -> (String, Vec<Identity>) {
    (role.clone(), read_all(members))
}

fn read_all(identities: &[String]) -> Vec<Identity> {
    let read = identities.iter().map(|text| Identity::parse(text));
    read.flatten().collect()
}

/// Returns a key without what does not tell it apart: a comment, blanks, case of a fingerprint.
#[must_use]
pub fn plain_key(key: &str) -> String {
    let words: Vec<&str> = key.split_whitespace().collect();
    match words.as_slice() {
        [kind, body, ..] if kind.contains("ssh-") || kind.contains("-sha2-") => {
            format!("{kind} {body}")
        }
        _ => {
            let whole = words.concat();
            let is_hexadecimal = whole.chars().all(|c| c.is_ascii_hexdigit());
            if is_hexadecimal {
                whole.to_ascii_uppercase()
            } else {
                whole
            }
        }
    }
}
