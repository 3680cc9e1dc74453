// Ten things a resident may want, each with the steps that lead there from the first page: a link followed, a form sent or a part opened.
// `says` must be read where the steps end. `never` must not: what people could come to believe, and no paper held here supports.

const paper = (name) => ({ role: 'link', name, within: 'main' });
const part = (name) => ({ role: 'link', name, within: 'main' });
const menu = (name) => ({ role: 'link', name, within: 'navigation' });
const PROTOCOL = paper('Commissioning Protocol');
const STRATEGY = paper('Strategic Commissioning');

export const TASKS = [
  {
    asks: 'Who had approved the protocol, and what was Council asked?',
    steps: [PROTOCOL, part('What Council was asked to agree'), part('4. Consultation and feedback')],
    ends: '/reports/2012-06-25-commissioning-protocol/#4-consultation-and-feedback',
    says: ['Strategic Commissioning Programme Board has approved it; the report gives no date for this', 'Endorse the commissioning protocol.',
      'Hand over the task of monitoring the protocol, and of reviewing it, to Overview and Scrutiny Committee.', 'No record of Council\'s answer is held here.'],
    never: [/approved by (the )?(full )?council/i, /council (has )?(approved|endorsed|adopted) (it|the (commissioning )?protocol)/i, /(outcome|answer): (agreed|approved|endorsed)/i],
  },
  {
    asks: 'What did Legal say in the report of June 2010?',
    steps: [STRATEGY, part('Legal')],
    ends: '/reports/2010-06-28-strategic-commissioning/#implications-1.3.2',
    says: ['The programme was likely to need a good deal of legal help later.', 'Only full Council can settle such proposals.', 'The group would have no formal power to decide.'],
    never: [/group was (set up|created)/i, /(agreed|decided) that oversight/i],
  },
  {
    asks: 'Which committee was proposed to monitor the protocol?',
    steps: [PROTOCOL, part('Who was to keep watch')],
    ends: '/reports/2012-06-25-commissioning-protocol/#part-monitoring',
    says: ['proposed', 'Overview and Scrutiny Committee: Monitoring and review of the commissioning protocol'],
    never: [/committee (now )?(monitors|watches|keeps watch|is responsible)/i, /was given the task/i, /who keeps watch/i],
  },
  {
    asks: 'What was expected in October 2010, and is there a record of it?',
    steps: [menu('Timelines'), paper('Strategic commissioning in Cheltenham')],
    ends: '/matters/strategic-commissioning/',
    says: ['28 October 2010', 'A Section 4 report by the Chief Executive was to come to the committee.', 'expected; no record held here'],
    never: [/(?<!whether the )section 4 report (came|went|was (considered|received|presented|submitted))/i, /never (came|happened)|did not (come|happen)|overdue/i],
  },
  {
    asks: 'Which area had the dearest flats, and how sure is that?',
    steps: [paper('Homes in Cheltenham, 2025–26'), { role: 'DisclosureTriangle', name: 'Median price of homes sold by property type…', within: 'main' }],
    ends: '/needs-assessments/homes-in-cheltenham-2025-26/',
    says: ['Flats had their lowest median price in GL51, at £150,000, and their highest in GL50, at £228,000.', 'GL50: £33,000 above the line; rests on 159 cases', 'GL53: £6,250 below the line; rests on 28 cases', 'No confidence interval is given.'],
    never: [/significantly (higher|dearer|different)/i, /95 ?%/],
  },
  {
    asks: 'How do I follow that committee?',
    steps: [paper('Committees and bodies'), paper('Overview and Scrutiny Committee'), { ...part('news feed (Atom) of Overview and Scrutiny Committee'), seen: 'news feed (Atom)' }],
    saves: 'feed.atom',
    says: ['Overview and Scrutiny Committee', '<feed xmlns="http://www.w3.org/2005/Atom"', '/bodies/overview-and-scrutiny-committee/'],
    never: [/monitors the/i],
  },
  {
    asks: 'How do I save the decisions as a spreadsheet?',
    steps: [menu('Data'), part('Decisions as a spreadsheet…')],
    saves: 'resolutions.xlsx',
    says: ['Proposals for a strategic commissioning council', 'Strategic commissioning reaffirmed and recommended to Council', '2010-12-strategic-commissioning'],
    never: [],
  },
  {
    asks: 'How do I cite paragraph 3.2 of the report of June 2010?',
    steps: [STRATEGY, part('3. Background'), part('3.2')],
    ends: '/reports/2010-06-28-strategic-commissioning/#para-3.2',
    says: ['To cite one paragraph, follow its number and copy the address', 'please do not quote it as the paper’s', 'Given the state of the economy, the report thinks it unlikely that the council can stay as it is.'],
    never: [/council (decided|agreed|resolved) to (save|restructure)/i],
  },
  {
    asks: 'Where do the papers speak of “savings”?',
    steps: [{ role: 'searchbox', name: 'Search this site', types: 'savings' }, paper('Paragraph 3.2')],
    // Without its script the search page leads by names: money is a topic.
    plain: [{ role: 'searchbox', name: 'Search this site', types: 'savings' }, paper('Finance'), STRATEGY, part('3. Background')],
    ends: '/reports/2010-06-28-strategic-commissioning/#para-3.2',
    plainly: '/reports/2010-06-28-strategic-commissioning/#3-background',
    says: ['so that savings can come from the less important ones'],
    never: [/savings (were|have been) (made|found|agreed)/i],
  },
];

/** The tenth is how the nine are done. */
export const TENTH = 'Can all of this be done by keyboard alone, and with JavaScript off?';
