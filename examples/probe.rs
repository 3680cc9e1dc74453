use crier::{world::disk::DiskWorld, site::load, diagnostic};
fn main(){ let root=std::env::args().nth(1).unwrap(); let w=DiskWorld::new(root.as_ref(), "2026-11-22".parse().unwrap()).unwrap();
 let t=std::time::Instant::now(); let l=load::load(&w); eprintln!("{:?} records {} problems {} broken {}", t.elapsed(), l.n_records, l.diagnostics.iter().count(), l.broken.len());
 let p=crier::site::places::Places::new(&w,&l.masks); let r=diagnostic::report::locate(l.diagnostics,&p);
 println!("{}", diagnostic::human::render(&r, diagnostic::human::Colour::Plain)); }
