//! `raigate metrics`: predictions to slices with intervals, and to the counts file.
//!
//! A team commits the counts, and keeps the rows of people to itself.

mod file;
pub mod options;
mod pairs;
mod sections;
mod table;
mod values;

use std::fs::File;

use anyhow::{Context, Result, bail};
use camino::Utf8Path;

pub(crate) use self::file::id;
use self::options::{CountsKind, MetricsArgs};
use self::sections::{Measured, Section};
use super::{PASS, counted, terminal};
use crate::git::Opened;
use crate::predictions::{
    self, Choice, Columns, Fault, Labels, Layout, Meaning, Prediction, Table, Task,
};

/// Everything that is shown and written.
struct Summary {
    /// What was counted.
    table: Table,
    /// All cases.
    overall: Measured,
    /// One for each column, and one for their combinations; more where there are controls.
    sections: Vec<Section>,
    /// The digest of the file.
    digest: String,
}

/// Counts the rows, prints the slices and writes the file.
pub(crate) fn run(args: &MetricsArgs) -> Result<u8> {
    let (table, digest) = read(args)?;
    fits(args, table.task)?;
    if table.cells.is_empty() {
        let rows = match table.unlabelled {
            0 => "no row".to_owned(),
            _ => "no row with truth, prediction and score".to_owned(),
        };
        bail!("`{}` holds {rows}", args.file);
    }
    let overall = table.overall();
    if overall.cases() == 0 {
        bail!(
            "the rows of `{}` stand for no case: each weight is 0",
            args.file
        );
    }
    let summary = Summary {
        overall: sections::measure(overall),
        sections: sections::all(&table, args.by.len()),
        table,
        digest,
    };
    let shown = match summary.table.task {
        Task::Binary => table::render(&args.file, &summary),
        Task::Multiclass | Task::Regression => values::render(&args.file, &summary),
    };
    terminal::write(shown.as_bytes())?;
    warn(&summary);
    if let Some(picture) = &args.picture {
        file::draw(args, &summary, picture)?;
    }
    if !args.no_file {
        file::write(args, &summary)?;
    }
    Ok(PASS)
}

/// Counts the rows as what they are, or as what `--task` says they are.
fn read(args: &MetricsArgs) -> Result<(Table, String)> {
    let layout = layout(&args.file)?;
    let columns = columns(args)?;
    let meaning = meaning(args)?;
    open(&args.file)?;
    let read = |meaning: &Meaning| {
        let file = File::open(&args.file).map_err(Fault::Unreadable)?;
        predictions::read_file(Opened::File(file), layout, &columns, meaning)
    };
    let found = match args.task {
        Some(task) => {
            fits(args, task)?;
            read(&Meaning { task, ..meaning })
        }
        None => match predictions::choose(&columns, &meaning, read) {
            Choice::Known(found) => Ok(*found),
            Choice::Neither(fault) => Err(fault),
            Choice::Ambiguous(fault) => {
                return Err(fault).with_context(|| {
                    format!(
                        "`{}`: `{}` and `{}` hold whole numbers beyond 0 and 1, which are classes \
                         as well as amounts\n  \
                         help: `--task multiclass` or `--task regression` says which",
                        args.file, args.truth, args.prediction
                    )
                });
            }
        },
    };
    found.with_context(|| format!("`{}` cannot be counted", args.file))
}

/// Refuses what makes sense only of labels that are positive or negative.
fn fits(args: &MetricsArgs, task: Task) -> Result<()> {
    let asked = [
        ("--score", args.score.is_some()),
        ("--positive", !args.positive.is_empty()),
        ("--picture", args.picture.is_some()),
        (
            "--as fairness-report",
            args.kind == Some(CountsKind::FairnessReport),
        ),
    ];
    let asked = asked.into_iter().find(|(_, is_asked)| *is_asked);
    match (task, asked) {
        (Task::Multiclass | Task::Regression, Some((flag, _))) => bail!(
            "`{flag}` is of labels that are positive or negative, and these are {}",
            if task == Task::Multiclass {
                "classes"
            } else {
                "numbers"
            }
        ),
        _ => Ok(()),
    }
}

/// Says what makes counts tell of a person.
fn warn(summary: &Summary) {
    let slices = summary.sections.iter().flat_map(|section| &section.slices);
    let alone = slices.filter(|slice| slice.slice.rows == 1).count();
    if alone > 0 {
        let (verb, of) = if alone == 1 {
            ("rests", "this slice")
        } else {
            ("rest each", "these slices")
        };
        terminal::say(&format!(
            "note: {} {verb} on a single row; the counts of {of} tell what is true of one person\n",
            counted(alone, "slice")
        ));
    }
}

fn layout(file: &Utf8Path) -> Result<Layout> {
    Layout::of_path(file).with_context(|| {
        format!("`{file}` is no `.csv`, `.tsv`, `.jsonl`, `.ndjson` or `.parquet`")
    })
}

fn columns(args: &MetricsArgs) -> Result<Columns> {
    let prediction = match args.threshold {
        None => Prediction::Column(args.prediction.clone()),
        Some(threshold) if (0.0..=1.0).contains(&threshold) => Prediction::AtLeast(threshold),
        Some(threshold) => bail!("`--threshold {threshold}` lies outside 0 to 1"),
    };
    Ok(Columns {
        truth: args.truth.clone(),
        prediction,
        score: args.score.clone(),
        weight: args.weight.clone(),
        id: args.id.clone(),
        groups: [args.by.as_slice(), args.control.as_slice()].concat(),
    })
}

fn meaning(args: &MetricsArgs) -> Result<Meaning> {
    let (positive, negative) = (&args.positive, &args.negative);
    if let Some(both) = positive.iter().find(|label| negative.contains(label)) {
        bail!("`{both}` cannot be positive and negative");
    }
    let labels = (!positive.is_empty()).then(|| Labels {
        positive: positive.clone(),
        negative: negative.clone(),
    });
    Ok(Meaning {
        task: args.task.unwrap_or_default(),
        labels,
        missing: args.missing.clone(),
        skip_unlabelled: args.skip_unlabelled,
    })
}

fn open(path: &Utf8Path) -> Result<File> {
    let file = File::open(path).with_context(|| format!("`{path}` could not be opened"))?;
    let is_folder = file.metadata().is_ok_and(|meta| meta.is_dir());
    if is_folder {
        bail!("`{path}` is a folder; name a file of predictions");
    }
    Ok(file)
}
