//! Tries templates before anybody looks at their pages: one that fails is told of at once, and everywhere.
//!
//! In: a site, its theme and its plan. Out: what goes wrong with one page of each sort. What only some record of a kind brings to light is
//! told where its page is asked for, and by `crier build`.

use crate::diagnostic::Diagnostics;
use crate::edition::{Edition, Unit};
use crate::render::{Problem, Renderer};
use crate::site::Site;
use crate::theme::Theme;
use crate::world::World;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// What goes wrong with the first page of each sort, in the order of the plan.
pub(super) fn run(world: &dyn World, site: &Site, theme: &Theme, plan: &Edition) -> Diagnostics {
    let mut firsts: BTreeMap<String, (usize, &Unit)> = BTreeMap::new();
    for (at, unit) in plan.units.iter().enumerate() {
        if let Some(sort) = sort(site, unit) {
            firsts.entry(sort).or_insert((at, unit));
        }
    }
    let mut units: Vec<(usize, &Unit)> = firsts.into_values().collect();
    units.sort_by_key(|(at, _)| *at);
    let renderer = Renderer::new(world, site, theme, plan).hosted_at("/");
    let problem = |(_, unit): &(usize, &Unit)| match renderer.render(unit, &mut |_: &str, _: Vec<u8>| Ok(()))
    {
        Err(Problem::Site(diagnostic)) => Some(*diagnostic),
        _ => None,
    };
    let found: Vec<_> = units.par_iter().filter_map(problem).collect();
    let mut problems = Diagnostics::new();
    found.into_iter().for_each(|diagnostic| problems.push(diagnostic));
    problems
}

/// Pages of one sort have one template; none for what has no template.
fn sort(site: &Site, unit: &Unit) -> Option<String> {
    Some(match unit {
        Unit::Record(ix) => format!("{} {:?}", site.record(*ix).kind.plural, site.state(*ix)),
        Unit::Listing(list, _) => format!("list {:?}", std::mem::discriminant(list)),
        Unit::Years => "years".to_owned(),
        Unit::Home => "home".to_owned(),
        Unit::Statement => "statement".to_owned(),
        Unit::Search => "search".to_owned(),
        Unit::NotFound => "not found".to_owned(),
        Unit::Redirect(_) => "redirect".to_owned(),
        _ => return None,
    })
}
