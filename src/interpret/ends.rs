//! Which of many results a reader is shown: none that differs hides behind copies of another.

use std::cmp::Ordering;

/// Puts the least and the greatest value of more than `enough` places in front, then what
/// is left in the same way.
pub(super) fn first<P: Copy>(places: &mut [P], enough: usize, value: impl Fn(&P) -> Option<f64>) {
    if places.len() <= enough {
        return;
    }
    let mut valued: Vec<_> = places.iter().map(|place| (value(place), *place)).collect();
    valued.sort_by(|(one, _), (other, _)| one.partial_cmp(other).unwrap_or(Ordering::Equal));
    let mut rising = valued.iter();
    for (index, place) in places.iter_mut().enumerate() {
        let next = if index % 2 == 0 {
            rising.next()
        } else {
            rising.next_back()
        };
        if let Some((_, next)) = next {
            *place = *next;
        }
    }
}
