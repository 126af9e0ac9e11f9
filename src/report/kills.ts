/** The kill evidence of an adapter: how many kills landed inside an operation, how fast, and where. */
import type { AdapterReport, LawResult } from '../../contracts/index.ts'
import { visible } from './line.ts'
import type { Paint } from './paint.ts'
import { table } from './table.ts'

const barColumnsMax = 30

/** The lines on kills, a histogram by `<port>.<method> @ <point>` among them. */
export function killLines(adapter: AdapterReport, paint: Paint): readonly string[] {
  const landed = adapter.laws.reduce((total, { evidence }) => total + evidence.kills, 0)
  const sumOf = (key: 'sites' | 'killedSites'): number =>
    adapter.laws.reduce((so, { evidence }) => so + evidence[key], 0)
  const [sites, killedSites] = [sumOf('sites'), sumOf('killedSites')]
  const byPoint = killsByPoint(adapter.laws)
  const noted = byPoint.reduce((total, [, count]) => total + count, 0)
  const rate = `${adapter.killsPerSecond.toFixed(1)} kills a second`
  return [
    paint(
      'strong',
      landed === 0 ? 'no kill landed inside an operation' : `${landed} kills landed inside an operation, ${rate}`,
    ),
    ...(sites > 0 ? [`  at ${killedSites} of ${sites} points of the calls that change something`] : []),
    ...(noted > landed ? [`  ${noted - landed} more landed outside of one: they are shown and not counted`] : []),
    ...histogram(byPoint, paint).map((line) => `  ${line}`),
  ]
}

type Count = readonly [point: string, count: number]

function killsByPoint(laws: readonly LawResult[]): readonly Count[] {
  const counts = new Map<string, number>()
  for (const { evidence } of laws) {
    for (const [point, count] of Object.entries(evidence.killsByPoint))
      counts.set(point, (counts.get(point) ?? 0) + count)
  }
  const order = new Intl.Collator('en', { numeric: true })
  return [...counts].toSorted(([one], [other]) => order.compare(one, other))
}

function histogram(counts: readonly Count[], paint: Paint): readonly string[] {
  const most = counts.reduce((max, [, count]) => Math.max(max, count), 1)
  // The smallest count has a bar too: it did happen.
  const bar = (count: number): string => '#'.repeat(Math.ceil((count / most) * barColumnsMax))
  return table(
    counts.map(([point, count]) => [visible(point), count, { tone: 'quiet', text: bar(count) }]),
    paint,
  )
}
