//! Adds rows up, whatever they were written in.

use std::collections::HashMap;

use super::case::{Added, Case, Target};
use super::groups::{Combinations, Groups, UNKNOWN};
use super::labels::{Task, class};
use super::{Cell, Columns, Fault, Feature, MAX_CELLS, Meaning, Prediction, Table, shown};

/// What was added up so far.
pub(super) struct Tally<'p> {
    pub(super) columns: &'p Columns,
    pub(super) meaning: &'p Meaning,
    pub(super) places: Places,
    pub(super) groups: Vec<Groups>,
    pub(super) codes: Vec<u16>,
    classes: Groups,
    combinations: Combinations,
    cells: Vec<Cell>,
    ids: HashMap<Box<[u8]>, u64>,
    rows: u64,
    unlabelled: u64,
}

/// Where a meaning stands among the columns that are read.
pub(super) struct Places {
    pub(super) prediction: Option<usize>,
    pub(super) score: Option<usize>,
    pub(super) weight: Option<usize>,
    pub(super) id: Option<usize>,
    pub(super) groups: usize,
}

/// What a value stands for.
#[cfg_attr(
    not(feature = "parquet"),
    allow(dead_code, reason = "only columns are resolved")
)]
pub(super) struct Resolved {
    /// A number for it.
    pub(super) code: u64,
    /// Whether every other row with this value stands for the same.
    pub(super) is_for_all: bool,
}

/// What is wrong with a cell: the place of its column among those read, and the message.
pub(super) type Complaint = (usize, String);

impl Places {
    fn new(columns: &Columns) -> Self {
        let mut next = 1;
        let mut place = |is_there: bool| {
            let at = is_there.then_some(next);
            next += usize::from(is_there);
            at
        };
        Self {
            prediction: place(matches!(columns.prediction, Prediction::Column(_))),
            score: place(columns.score.is_some()),
            weight: place(columns.weight.is_some()),
            id: place(columns.id.is_some()),
            groups: next,
        }
    }
}

impl<'p> Tally<'p> {
    pub(super) fn new(columns: &'p Columns, meaning: &'p Meaning) -> Self {
        Self {
            columns,
            meaning,
            places: Places::new(columns),
            groups: columns.groups.iter().map(|_| Groups::new()).collect(),
            codes: vec![0; columns.groups.len()],
            classes: Groups::of_classes(),
            combinations: Combinations::new(),
            cells: Vec::new(),
            ids: HashMap::new(),
            rows: 0,
            unlabelled: 0,
        }
    }

    /// Adds a row, given the cell of each column that is read; `line` is where it begins.
    pub(super) fn add<'r>(
        &mut self,
        line: u64,
        cell: impl Fn(usize) -> &'r [u8],
    ) -> Result<Added, Fault> {
        self.rows += 1;
        self.count(&cell).map_err(|(at, message)| Fault::Row {
            row: self.rows,
            line: Some(line),
            column: self.columns.wanted().get(at).map(|&name| name.to_owned()),
            message,
        })
    }

    /// Adds a row that says what another did, which added this.
    #[inline]
    pub(super) fn add_again(&mut self, added: Added) {
        self.rows += 1;
        self.enter(added, 1);
    }

    fn count<'r>(&mut self, cell: &impl Fn(usize) -> &'r [u8]) -> Result<Added, Complaint> {
        if let Some(at) = self.places.id {
            self.know(cell(at), self.rows)
                .map_err(|message| (at, message))?;
        }
        let weight = match self.places.weight {
            None => 1,
            Some(at) => self
                .meaning
                .weight(cell(at))
                .map_err(|message| (at, message))?,
        };
        let case = match self.meaning.task {
            Task::Binary => self.case(cell)?,
            _ => self.pair(cell)?,
        };
        for (at, (groups, code)) in self.groups.iter_mut().zip(&mut self.codes).enumerate() {
            let at = self.places.groups + at;
            let found = groups.code(cell(at), self.meaning);
            *code = found.map_err(|message| (at, message))?;
        }
        self.put(case, weight, 1)
    }

    /// Adds `times` rows that say the same, of the groups whose numbers were just read.
    pub(super) fn put(
        &mut self,
        case: Option<Case>,
        weight: u32,
        times: u64,
    ) -> Result<Added, Complaint> {
        let added = match case {
            Some(case) => Some((self.cell(weight)?, case)),
            None => None,
        };
        self.enter(added, times);
        Ok(added)
    }

    #[inline]
    fn enter(&mut self, added: Added, times: u64) {
        let Some((Target { cell, weight }, case)) = added else {
            self.unlabelled += times;
            return;
        };
        let cell = self.cells.get_mut(cell as usize);
        let cell = cell.expect("each number was given to a cell");
        cell.add(case, weight, times);
    }

    /// Reads truth, prediction and score; none of a row that is left out.
    fn case<'r>(&self, cell: &impl Fn(usize) -> &'r [u8]) -> Result<Option<Case>, Complaint> {
        let meaning = self.meaning;
        let truth = meaning.label(cell(0)).map_err(|message| (0, message))?;
        let score = match self.places.score {
            None => None,
            Some(at) => {
                let found = meaning.probability(cell(at));
                let found = found.map_err(|message| (at, message))?;
                if found.is_none() {
                    return self.left_out(at);
                }
                found
            }
        };
        let predicted = match (self.places.prediction, &self.columns.prediction) {
            (Some(at), _) => {
                let found = meaning.label(cell(at)).map_err(|message| (at, message))?;
                let Some(found) = found else {
                    return self.left_out(at);
                };
                found
            }
            (None, Prediction::AtLeast(threshold)) => score.is_some_and(|it| it >= *threshold),
            (None, Prediction::Column(_)) => false,
        };
        match truth {
            None => self.left_out(0),
            Some(truth) => Ok(Some(Case::Label {
                truth,
                predicted,
                score,
            })),
        }
    }

    /// Reads truth and prediction as classes or numbers; none of a row that is left out.
    fn pair<'r>(&mut self, cell: &impl Fn(usize) -> &'r [u8]) -> Result<Option<Case>, Complaint> {
        let mut codes = [0; 2];
        for (at, code) in [0, self.places.prediction.unwrap_or(0)]
            .into_iter()
            .zip(&mut codes)
        {
            match self.outcome(cell(at)).map_err(|message| (at, message))? {
                Some(found) => *code = found,
                None => return self.left_out(at),
            }
        }
        let [truth, predicted] = codes;
        Ok(Some(Case::of_codes(self.meaning.task, truth, predicted)))
    }

    /// Reads a class or a number as a number for it; none where the cell holds no value.
    pub(super) fn outcome(&mut self, cell: &[u8]) -> Result<Option<u64>, String> {
        if self.meaning.task == Task::Regression {
            return Ok(self.meaning.number(cell)?.map(f64::to_bits));
        }
        if self.meaning.is_missing(cell.trim_ascii()) {
            return Ok(None);
        }
        let code = self.classes.code(class(cell), self.meaning)?;
        Ok((code != UNKNOWN).then(|| code.into()))
    }

    /// Leaves a row out where that was asked for.
    pub(super) fn left_out(&self, at: usize) -> Result<Option<Case>, Complaint> {
        if self.meaning.skip_unlabelled {
            return Ok(None);
        }
        let message = "the cell is empty; `--skip-unlabelled` leaves such rows out and counts them";
        Err((at, message.to_owned()))
    }

    /// Remembers what no other row may be called.
    pub(super) fn know(&mut self, cell: &[u8], row: u64) -> Result<(), String> {
        let id = cell.trim_ascii();
        if self.meaning.is_missing(id) {
            return Err("the row has no id".to_owned());
        }
        match self.ids.insert(id.into(), row) {
            None => Ok(()),
            Some(row) => Err(format!("`{}` is the id of row {row} too", shown(id))),
        }
    }

    /// Returns the number of the cell of the groups that were just read.
    fn cell(&mut self, weight: u32) -> Result<Target, Complaint> {
        let next = u32::try_from(self.cells.len()).expect("cells are few");
        let cell = self.combinations.number(&self.codes, next);
        if cell == next {
            if self.cells.len() >= MAX_CELLS {
                let message = format!(
                    "there are more than {MAX_CELLS} combinations of groups; ask for fewer columns"
                );
                return Err((self.places.groups, message));
            }
            self.cells.push(Cell {
                groups: self.codes.clone(),
                ..Cell::default()
            });
        }
        Ok(Target { cell, weight })
    }

    /// Counts rows, before anything is said of the next.
    #[cfg(feature = "parquet")]
    pub(super) fn count_rows(&mut self, rows: u64) {
        self.rows += rows;
    }

    /// Returns how many combinations of groups were met.
    #[cfg(feature = "parquet")]
    pub(super) fn cells(&self) -> usize {
        self.cells.len()
    }

    /// Says what is wrong with a row that has no line.
    #[cfg(feature = "parquet")]
    pub(super) fn fault(&self, row: u64, (at, message): Complaint) -> Fault {
        Fault::Row {
            row,
            line: None,
            column: self.columns.wanted().get(at).map(|&name| name.to_owned()),
            message,
        }
    }

    /// Returns how many rows were added.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// Returns what was counted.
    pub(super) fn table(self) -> Table {
        let names = self.columns.groups.iter().cloned();
        Table {
            task: self.meaning.task,
            classes: self.classes.values,
            features: names
                .zip(self.groups)
                .map(|(name, groups)| Feature {
                    name,
                    values: groups.values,
                })
                .collect(),
            cells: self.cells,
            rows: self.rows,
            unlabelled: self.unlabelled,
        }
    }
}
