//! `raigate waivers`: which exceptions there are, and how long they hold.

use anyhow::Result;

use super::args::{CheckArgs, ListFormat, Place};
use super::{NO_VERDICT, PASS, terminal};
use crate::report::{self, Format, Style};
use crate::run;
use crate::verdict::Verdict;
use crate::verdict::waivers::State;

/// `raigate waivers`
#[derive(Debug, clap::Args)]
pub struct WaiversArgs {
    /// List only waivers that end within so many days, or have ended and are not retired
    #[arg(long, value_name = "DAYS")]
    pub soon: Option<u16>,
    /// How to write the list
    #[arg(long, value_name = "FMT", default_value = "human")]
    pub format: ListFormat,
    /// Where and with which configuration.
    #[command(flatten)]
    pub place: Place,
}

/// Judges, and lists the waivers with what each excuses.
pub(crate) fn run(args: &WaiversArgs) -> Result<u8> {
    let check = CheckArgs {
        place: args.place.clone(),
        ..CheckArgs::default()
    };
    let mut report = run::check(&super::check::request(&check)?);
    if report.verdict == Verdict::None {
        let text = report::render(&report, Format::Human, Style::default());
        terminal::say(&text);
        return Ok(NO_VERDICT);
    }
    if let Some(days) = args.soon.map(i32::from) {
        report.waivers.retain(|listed| {
            let ends = listed.days_left.is_some_and(|left| left <= days);
            ends && listed.state != State::Past
        });
    }
    let text = match args.format {
        ListFormat::Human => report::waivers(&report.waivers),
        ListFormat::Json => report::waivers_json(&report.waivers),
    };
    terminal::write(text.as_bytes())?;
    Ok(PASS)
}
