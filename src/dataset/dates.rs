//! The date of data: that of their newest record. Nothing published carries the time of its making.

use crate::date;
use crate::kind::Kind;
use crate::site::Site;
use jiff::civil::Date;

/// Fields of a record that say when it was last touched.
const TOUCHED: [&str; 2] = ["updated", "created"];

/// The newest day on which a record in a table was touched, of one kind or of all; where none says so, the newest that a record is of, no
/// later than the day the site is made for.
pub fn newest(site: &Site, kind: Option<&Kind>) -> Option<Date> {
    let kinds = site.kinds.iter().filter(|k| k.dataset && kind.is_none_or(|kind| kind.index == k.index));
    let records: Vec<_> =
        kinds.flat_map(|kind| super::listed(site, kind)).map(|(_, record)| record).collect();
    let day = |text: &str| date::any(text).map(|period| period.start);
    let touched =
        records.iter().flat_map(|record| TOUCHED.iter().filter_map(|name| record.fields.text(name)));
    let touched = touched.filter_map(day).max();
    touched.or_else(|| {
        let dated = records.iter().filter_map(|record| record.date()).filter_map(day);
        dated.filter(|day| *day <= site.today).max()
    })
}
