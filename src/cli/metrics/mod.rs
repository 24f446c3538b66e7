//! `raigate metrics`: predictions to slices with intervals, and to the counts file.
//!
//! A team commits the counts, and keeps the rows of people to itself.

mod file;
pub mod options;
mod sections;
mod table;

use std::fs::File;

use anyhow::{Context, Result, bail};
use camino::Utf8Path;

use self::options::MetricsArgs;
use self::sections::Section;
use super::{PASS, counted, terminal};
use crate::predictions::{
    self, Columns, Hashed, Labels, Layout, Meaning, Prediction, Slice, Table,
};

/// Everything that is shown and written.
struct Summary {
    /// What was counted.
    table: Table,
    /// All cases.
    overall: Slice,
    /// One for each column, and one for their combinations; more where there are controls.
    sections: Vec<Section>,
    /// The digest of the file.
    digest: String,
}

/// Counts the rows, prints the slices and writes the file.
pub(crate) fn run(args: &MetricsArgs) -> Result<u8> {
    let layout = layout(&args.file)?;
    let columns = columns(args)?;
    let mut input = Hashed::new(open(&args.file)?);
    let read = predictions::read(&mut input, layout, &columns, &meaning(args)?);
    let table = read.with_context(|| format!("`{}` cannot be counted", args.file))?;
    if table.cells.is_empty() {
        let rows = match table.unlabelled {
            0 => "no row".to_owned(),
            _ => "no row with truth, prediction and score".to_owned(),
        };
        bail!("`{}` holds {rows}", args.file);
    }
    let summary = Summary {
        overall: table.overall(),
        sections: sections::all(&table, args.by.len()),
        table,
        digest: input.digest(),
    };
    terminal::write(table::render(&args.file, &summary).as_bytes())?;
    warn(&summary);
    if !args.no_file {
        file::write(args, &summary)?;
    }
    Ok(PASS)
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
    match (
        Layout::of_path(file),
        file.extension().map(str::to_ascii_lowercase).as_deref(),
    ) {
        (Some(layout), _) => Ok(layout),
        (_, Some("parquet")) => bail!(
            "Parquet is not read yet\n  help: `duckdb -c \"COPY '{file}' TO 'predictions.csv'\"` \
             writes it as CSV"
        ),
        _ => bail!("`{file}` is no `.csv`, `.tsv`, `.jsonl` or `.ndjson`"),
    }
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
