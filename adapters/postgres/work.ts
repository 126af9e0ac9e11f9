/** Whether a server works on what it was asked, for those who have heard nothing from it. */
import { connect } from './driver.ts'

/** How long it may take to tell, ms. */
const tellMs = 1_000

/**
 * Asks, by a connection of its own, whether this process of the server works on a statement. Not so is one that waits for
 * its client, to hear from it or to be heard: what lies between has swallowed something. Nor is one that cannot be asked
 * about, or that the server does not know, as behind a pooler. Never rejects.
 */
export async function isAtWork(url: string, process: number): Promise<boolean> {
  try {
    const connection = await connect({ url, applicationName: 'holdfast', connectMs: tellMs })
    try {
      const text = `SELECT FROM pg_stat_activity
        WHERE pid = $1 AND state = 'active' AND wait_event_type IS DISTINCT FROM 'Client'`
      return (await connection.query({ text }, [process])).count === 1
    } finally {
      await connection.close()
    }
  } catch {
    return false
  }
}
