// Queue of screened subjects. Each match with the watch list is cleared or confirmed.

import { Badge } from '../components/badge';
import { Time } from '../components/time';
import { sentence } from '../logic/words';
import { organization } from './columns';
import type { Decision, Queue } from './queue';

interface Feature {
  key: string;
  label: string;
  score: string;
  matchedValue: string;
  candidateValue: string;
  note: string | null;
}

/** Details of a watch list entry. */
interface Evidence {
  label: string;
  values: string[];
}

interface Match {
  matchId: string;
  caption: string;
  schema: string;
  score: string;
  topics: string[];
  datasets: string[];
  features: Feature[];
  evidence: Evidence[];
  aliases: string[];
  disposition: { outcome: string; reason: string } | null;
}

interface Subject {
  orgId: string;
  subjectId: string;
  subjectType: string;
  displayName: string;
  customerId: string;
  customerName: string;
  paymentHold: boolean;
  openMatchCount: number;
  lastScreenedAt: string | null;
  openMatches: Match[];
}

const REASON = { label: 'Reason: evidence for or against a match', longest: 2000 };
const pathOf = ({ orgId, subjectId }: Subject): string => `/admin/v1/organizations/${orgId}/screening/${subjectId}`;

const ofMatch = ({ matchId, caption }: Match): Decision<Subject>[] =>
  (
    [
      ['CLEAR', 'Clear', 'match cleared', 'The subject is not the listed party. Payments are released, unless another match holds them.', false],
      ['CONFIRM', 'Confirm', 'match confirmed', 'The subject is the listed party. Payments stay held, and the subject cannot be approved.', true],
    ] as const
  ).map(([decision, label, done, means, danger]) => ({
    name: `${matchId} ${decision}`,
    label: `${label} ${caption}`,
    done,
    means,
    danger,
    note: REASON,
    path: (subject) => `${pathOf(subject)}/matches/${matchId}/decision`,
    body: (reason) => ({ decision, reason }),
  }));

export const screening: Queue<Subject> = {
  key: 'screening',
  title: 'Screening',
  one: 'subject',
  about: 'Customers, their persons and beneficiaries that resemble a watch list entry.',
  comes: 'A subject appears here when it resembles a watch list entry or could not be screened.',
  path: '/admin/v1/screening',
  statuses: ['OPEN_MATCHES', 'CONFIRMED', 'NOT_SCREENED', 'CLEAR'],
  columns: [
    {
      title: 'Subject',
      cell: ({ displayName, subjectType }) => (
        <>
          {displayName}
          <span class="sub">{sentence(subjectType)}</span>
        </>
      ),
    },
    { title: 'Customer', cell: ({ customerName }) => <span class="long">{customerName}</span> },
    organization(),
    { title: 'Screened', cell: ({ lastScreenedAt }) => <Time at={lastScreenedAt} /> },
    {
      title: 'Matches',
      cell: ({ openMatchCount, paymentHold }) => (
        <>
          {openMatchCount} to decide <Badge tone={paymentHold ? 'warn' : 'good'}>{paymentHold ? 'Payments held' : 'No hold'}</Badge>
        </>
      ),
    },
  ],
  rowKey: ({ subjectId }) => subjectId,
  name: ({ displayName }) => displayName,
  organization: ({ orgId }) => orgId,
  hidden: ['openMatches', 'query', 'readOnlyReason'],
  extra: ({ openMatches }) => (
    <ol class="messages matches" aria-label="Matches">
      {openMatches.map(({ matchId, caption, schema, score, topics, datasets, features, evidence, aliases, disposition }) => (
        <li key={matchId}>
          <p>
            <strong>{caption}</strong> {schema}, score {score}
          </p>
          <p class="small muted">
            {topics.map(sentence).join(', ')} · {datasets.join(', ')}
          </p>
          <dl class="diff">
            {features.map(({ key, label, score: alike, matchedValue, candidateValue, note }) => [
              <dt key={`${key} name`}>{label}</dt>,
              <dd key={key}>
                {matchedValue} ↔ {candidateValue} ({alike}){note && `: ${note}`}
              </dd>,
            ])}
          </dl>
          <p class="small muted">The watch list says</p>
          <dl class="diff">
            {[...(aliases.length > 0 ? [{ label: 'Also called', values: aliases }] : []), ...evidence].map(({ label, values }) => [
              <dt key={`${label} name`}>{label}</dt>,
              <dd key={label} class="words">
                {values.join(', ')}
              </dd>,
            ])}
          </dl>
          {disposition && (
            <p class="small">
              {sentence(disposition.outcome)}: {disposition.reason}
            </p>
          )}
        </li>
      ))}
    </ol>
  ),
  decisions: ({ openMatches }) => [
    ...openMatches.filter(({ disposition }) => !disposition).flatMap(ofMatch),
    {
      name: 'run',
      label: 'Screen subject again',
      done: 'screened again',
      means: 'Uses the watch list that is installed now.',
      path: (subject) => `${pathOf(subject)}/run`,
    },
  ],
};
