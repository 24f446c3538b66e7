//! Files of folders below the root: what they add, and that they only make things stricter.

use raigate::rule::Profile;

use super::{load_files, told};

const ROOT: (&str, &str) = (
    "raigate.toml",
    "version = 1\n[rules]\nprofile = \"recommended\"\n\
     [[system]]\nid = \"chat\"\ntier = \"minimal\"\nroot = \"chat\"\n",
);

/// Reads the root's file and one of the folder `mail`, and compares the mistakes.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let files = [ROOT, ("mail/raigate.toml", text)];
    let mistakes = load_files(&files).err().unwrap_or_default();
    assert_eq!(told(&mistakes), expected);
    let is_there = |place: &raigate::finding::Location| place.path == "mail/raigate.toml";
    assert!(
        mistakes
            .iter()
            .all(|it| it.location.as_ref().is_some_and(is_there))
    );
}

#[test]
fn a_folder_declares_what_lies_in_it() {
    let files = [
        ROOT,
        (
            "mail [old]/raigate.toml",
            "version = 1\n[[system]]\nid = \"mail\"\ntier = \"high\"\nwatch = [\"*.py\"]\n\
             [[system]]\nid = \"spam\"\ntier = \"minimal\"\nroot = \"./spam\"\n\
             [[artifact]]\nkind = \"model-card\"\npaths = [\"cards/*.md\"]\n\
             [discovery]\ninclude = [\"more/**\"]\nmodels = [\"*.bin\"]\n\
             [rules]\nprofile = \"complete\"\n",
        ),
        (
            "mail [old]/spam/raigate.toml",
            "version = 1\n[rules.\"card/missing\"]\nseverity = \"error\"\n",
        ),
    ];
    let config = load_files(&files).unwrap();
    let systems: Vec<(&str, &str)> = config
        .systems
        .iter()
        .map(|it| (it.id.as_str(), it.root.as_str()))
        .collect();
    assert_eq!(
        systems,
        [
            ("chat", "chat"),
            ("mail", "mail [old]"),
            ("spam", "mail [old]/spam")
        ]
    );
    assert_eq!(config.systems[1].watch, ["mail [[]old[]]/*.py"]);
    assert_eq!(config.systems[1].location.path, "mail [old]/raigate.toml");
    assert_eq!(config.artifacts[0].paths, ["mail [[]old[]]/cards/*.md"]);
    assert_eq!(config.discovery.include, ["mail [[]old[]]/more/**"]);
    assert_eq!(
        config.discovery.models.last().unwrap(),
        "mail [[]old[]]/*.bin"
    );
    let folders: Vec<(&str, Option<Profile>)> = config
        .nested
        .iter()
        .map(|it| (it.folder.as_str(), it.profile))
        .collect();
    assert_eq!(
        folders,
        [
            ("mail [old]", Some(Profile::Complete)),
            ("mail [old]/spam", None)
        ]
    );
    assert!(
        config
            .files
            .contains_key(files[2].0.as_ref() as &camino::Utf8Path)
    );
}

#[test]
fn what_holds_for_the_whole_repository_is_said_at_its_root() {
    check(
        "version = 1\nextends = [\"../org.toml\"]\n[gate]\nfail-on = \"never\"\n[roles]\nx = [\"@ada\"]\n",
        &[
            "2:1 `extends` holds for the whole repository | say it in `raigate.toml`",
            "3:2 `gate` holds for the whole repository | say it in `raigate.toml`",
            "5:2 `roles` holds for the whole repository | say it in `raigate.toml`",
        ],
    );
    check(
        "version = 1\n[discovery]\nexclude = [\"**\"]\n",
        &["3:12 a folder cannot exclude evidence from the gate | exclude it in `raigate.toml`"],
    );
    check(
        "version = 1\n[rules.\"card/stale\"]\ngrace_days = 1\nfrom-stage = \"intake\"\n",
        &[
            "3:1 `grace_days` of `card/stale` holds for the whole repository | a folder sets `severity`, `from-stage` and `profile`; say it in `raigate.toml`",
        ],
    );
    check(
        "version = 1\n[rules]\nprofile = \"essential\"\n",
        &["3:11 `profile` may only be tightened in a folder | the root asks for `recommended`"],
    );
}

#[test]
fn a_mistake_in_a_folder_stands_at_its_place() {
    check(
        "version = 1\n[rule]\n",
        &["2:2 unknown key `rule` in this file | did you mean `rules`?"],
    );
    check(
        "version = 1\n[[system]]\nid = \"chat\"\ntier = \"minimal\"\n",
        &["3:6 two systems have the id `chat` | the other one is declared at raigate.toml:5"],
    );
    check(
        "version = 1\n[[system]]\nid = \"mail\"\ntier = \"minimal\"\nroot = \"../chat\"\n",
        &[
            "5:8 `root` leads out of the repository: `../chat` | write it from the root of the repository, with `/`",
        ],
    );
}
