//! Which task a file is of, where nobody said: by what truth and prediction hold.

use super::labels::{Task, is_number_or_flag};
use super::{Columns, Fault, Meaning, Prediction, Table};
use crate::statistics::Errors;

/// What came of looking for the task.
#[derive(Debug)]
pub enum Choice {
    /// Only this task makes sense of the rows.
    Known(Box<(Table, String)>),
    /// Whole numbers beyond 0 and 1 are classes as well as amounts; or one of them is wrong,
    /// and the task is binary.
    Ambiguous(Fault),
    /// No task makes sense of them: what is wrong with them as labels of a binary one.
    Neither(Fault),
}

/// Reads the rows as labels, as numbers and as classes, until one makes sense.
///
/// `read` reads all rows anew. Fractions are numbers, and more than two words are classes.
/// All else is one of these only where somebody says so.
pub fn choose(
    columns: &Columns,
    meaning: &Meaning,
    read: impl Fn(&Meaning) -> Result<(Table, String), Fault>,
) -> Choice {
    let fault = match read(meaning) {
        Ok(found) => return Choice::Known(Box::new(found)),
        Err(fault) => fault,
    };
    let can_be_other = meaning.labels.is_none() && columns.score.is_none();
    if !can_be_other || !is_of_label(&fault, columns) {
        return Choice::Neither(fault);
    }
    let with = |task| Meaning {
        task,
        ..meaning.clone()
    };
    if let Ok(found) = read(&with(Task::Regression)) {
        let mut errors = found.0.cells.iter().map(|cell| &cell.errors);
        let has_fraction = errors.clone().any(Errors::has_fraction);
        return match has_fraction {
            // Probabilities of a binary truth are scores, and no prediction of a number.
            _ if errors.all(Errors::is_of_flags) => Choice::Neither(fault),
            true => Choice::Known(Box::new(found)),
            false => Choice::Ambiguous(fault),
        };
    }
    match read(&with(Task::Multiclass)) {
        Ok(found) => {
            let classes = || found.0.classes.iter().skip(1);
            let are_words = !classes().any(|class| is_number_or_flag(class));
            if are_words && classes().count() > 2 {
                Choice::Known(Box::new(found))
            } else {
                Choice::Neither(fault)
            }
        }
        Err(_) => Choice::Neither(fault),
    }
}

/// Whether it is truth or prediction that has no meaning.
fn is_of_label(fault: &Fault, columns: &Columns) -> bool {
    let Fault::Row {
        column: Some(column),
        ..
    } = fault
    else {
        return false;
    };
    let is_prediction = match &columns.prediction {
        Prediction::Column(name) => name == column,
        Prediction::AtLeast(_) => false,
    };
    *column == columns.truth || is_prediction
}
