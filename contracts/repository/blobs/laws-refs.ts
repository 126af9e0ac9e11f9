/** The laws of blobs that speak of refs: which blob one finds, for whom, and what it is apart from all others. */
import type { Lab } from '../../lab.ts'
import type { Law } from '../../law.ts'
import type { Focus } from './commands.ts'
import { afterWrite } from './commands.ts'
import { hostileAims, meetingScopes, oneScope, ownAims, placedAims, twinChunks } from './generate.ts'

/** Scripts after which a law of single calls has shown what it can. */
const enough = 80

const law = {
  suite: 'basics',
  level: 'must',
  from: 'T1',
  to: 'T1',
  needs: { ports: ['blobs'] },
  since: '0.1.0',
} as const

function hunted(lab: Lab, focus: Focus): Promise<void> {
  return lab.hunt({ scripts: afterWrite(focus), faults: [], enough })
}

const namesAreUnique: Law = {
  id: 'blobs/names-are-unique',
  says: 'each write makes a blob with a name of its own, though others wrote the same bytes: each is there until it is deleted',
  ...law,
  to: 'T3',
  source: ['cache:94'],
  mutants: ['blobs~named-by-bytes'],
  marks: ['twin', 'deleted', 'there'],
  check: (lab) =>
    hunted(lab, { calls: ['write', 'read', 'delete'], scopes: oneScope, chunks: twinChunks, aims: ownAims }),
}

const removalSparesOthers: Law = {
  id: 'blobs/removal-spares-others',
  says: 'neither a deletion nor a write that fails takes anything of what another write made, of whatever bytes and scope',
  ...law,
  suite: 'orphan-cleanup',
  source: ['cache:95', 'cache:108'],
  mutants: ['blobs~failed-write-unlinks', 'blobs~delete-by-bytes'],
  marks: ['twin', 'deleted', 'source-failed', 'there'],
  check: (lab) =>
    hunted(lab, {
      calls: ['write', 'broken-write', 'stat', 'delete'],
      scopes: meetingScopes,
      chunks: twinChunks,
      aims: ownAims,
    }),
}

const refsStayInScope: Law = {
  id: 'blobs/refs-stay-in-scope',
  says: 'a blob is found by whoever stands in its scope, or in its tenant where it is shared; every other reader, and a ref that claims another scope, finds nothing',
  ...law,
  source: ['cache:65', 'blobs/port.ts: Blobs'],
  mutants: ['blobs~found-by-id', 'blobs~no-run-axis', 'blobs~no-tenant-axis', 'blobs~shared-is-hidden'],
  marks: ['there', 'shared', 'claimed', 'foreign'],
  check: (lab) => hunted(lab, { calls: ['write', 'stream', 'read', 'stat'], scopes: meetingScopes, aims: placedAims }),
}

const deleteIsScoped: Law = {
  id: 'blobs/delete-is-scoped',
  says: 'a blob is deleted by whoever stands in exactly the scope that wrote it, and by nobody else',
  ...law,
  source: ['cache:108', 'blobs/port.ts: delete'],
  mutants: ['blobs~delete-by-id', 'blobs~run-deletes-shared'],
  marks: ['deleted', 'delete-refused', 'there'],
  check: (lab) => hunted(lab, { calls: ['write', 'delete', 'stat'], scopes: meetingScopes, aims: placedAims }),
}

const hostileIdsAreAbsent: Law = {
  id: 'blobs/hostile-ids-are-absent',
  says: 'an id is compared and never read as a path, a pattern or an escape: every one that no write gave is absent',
  ...law,
  source: ['cache:64'],
  mutants: [
    'blobs~joins-paths',
    'blobs~opens-outside',
    'blobs~ends-at-nul',
    'blobs~decodes-percent',
    'blobs~reads-temporary',
    'blobs~trims-id',
  ],
  marks: ['forged', 'there', 'delete-absent'],
  check: (lab) => hunted(lab, { calls: ['stream', 'read', 'stat', 'delete'], scopes: oneScope, aims: hostileAims }),
}

const refsResolveEverywhere: Law = {
  id: 'blobs/refs-resolve-everywhere',
  says: 'a ref that went as JSON to another session or process, or was kept over a restart, finds the same bytes there',
  ...law,
  suite: 'crash-resume',
  to: 'T4',
  source: ['cache:51', 'cache:97'],
  mutants: ['blobs~brand-beside-json', 'blobs~names-of-session'],
  marks: ['read-by-another'],
  check: (lab) =>
    lab.hunt({
      scripts: afterWrite({ calls: ['write', 'stream', 'stat'], scopes: oneScope, aims: ownAims }),
      enough,
    }),
}

/** From the ground up. */
export const refsLaws: readonly Law[] = [
  refsResolveEverywhere,
  namesAreUnique,
  removalSparesOthers,
  refsStayInScope,
  deleteIsScoped,
  hostileIdsAreAbsent,
]
