//! Writes the predictions that counting is measured on.

use std::io::Write;

const SEXES: [&str; 2] = ["female", "male"];
const AGES: [&str; 5] = ["18-24", "25-34", "35-49", "50-64", "65+"];
const RACES: [&str; 6] = ["asian", "black", "hispanic", "native", "other", "white"];

/// Writes rows of truth, prediction (right in 17 of 20) and three columns of groups.
pub(super) fn write(to: &mut impl Write, rows: usize) {
    writeln!(to, "y_true,y_pred,sex,age,race").unwrap();
    let mut state = 7_u64;
    for _ in 0..rows {
        // The multiplier and increment are those of Knuth's MMIX.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let bits = usize::try_from(state >> 33).unwrap();
        let truth = bits % 2;
        let predicted = if bits / 2 % 20 < 17 { truth } else { 1 - truth };
        let [sex, age, race] = [bits / 40 % 2, bits / 80 % 5, bits / 400 % 6];
        let (sex, age, race) = (SEXES[sex], AGES[age], RACES[race]);
        writeln!(to, "{truth},{predicted},{sex},{age},{race}").unwrap();
    }
}
