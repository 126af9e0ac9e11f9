// What a program may do with node:fs, in every form that it offers.
import fs from 'node:fs'
import { open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { promisify } from 'node:util'

/** Gives what it saw; `dir` is a folder with the file `there` ("0123456789") and the folder `deep/er` in it. */
export type Program = (dir: string) => unknown

const p = fs.promises
const long = 'l'.repeat(10_000)

/** The answer of a function with a callback. */
function called(call: (done: (error: unknown, ...values: readonly unknown[]) => void) => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    call((error, ...values) => (error ? reject(error) : resolve(values)))
  })
}

async function onHandle<Value>(path: string, flags: string, use: (handle: fs.promises.FileHandle) => Promise<Value>) {
  const handle = await open(path, flags)
  try {
    return await use(handle)
  } finally {
    await handle.close()
  }
}

function onDescriptor<Value>(path: string, flags: string, use: (descriptor: number) => Value): Value {
  const descriptor = fs.openSync(path, flags)
  try {
    return use(descriptor)
  } finally {
    fs.closeSync(descriptor)
  }
}

const atOnce: Readonly<Record<string, Program>> = {
  writeFileSync: (dir) => fs.writeFileSync(join(dir, 'a'), 'text'),
  'writeFileSync of bytes, in a mode': (dir) => fs.writeFileSync(join(dir, 'a'), Buffer.from('x'), { mode: 0o600 }),
  'writeFileSync in an encoding': (dir) => fs.writeFileSync(join(dir, 'a'), 'ff00', 'hex'),
  'writeFileSync over another': (dir) => fs.writeFileSync(join(dir, 'there'), 'x'),
  'writeFileSync at the end': (dir) => fs.writeFileSync(join(dir, 'there'), 'x', { flag: 'a' }),
  'writeFileSync of a new file': (dir) => fs.writeFileSync(join(dir, 'there'), 'x', { flag: 'wx' }),
  'writeFileSync of a long text': (dir) => fs.writeFileSync(join(dir, 'a'), long),
  'writeFileSync of nothing': (dir) => fs.writeFileSync(join(dir, 'a'), ''),
  'writeFileSync to a descriptor': (dir) => onDescriptor(join(dir, 'there'), 'r+', (fd) => fs.writeFileSync(fd, 'ab')),
  'writeFileSync in a folder that is not there': (dir) => fs.writeFileSync(join(dir, 'no', 'a'), 'x'),
  'writeFileSync on a folder': (dir) => fs.writeFileSync(join(dir, 'deep'), 'x'),
  'writeFileSync of a number': (dir) => fs.writeFileSync(join(dir, 'a'), 7 as unknown as string),
  'writeFileSync in no encoding': (dir) => fs.writeFileSync(join(dir, 'a'), 'x', 'none' as 'utf8'),
  'writeFileSync with a flag that is none': (dir) => fs.writeFileSync(join(dir, 'a'), 'x', { flag: 'q' }),
  'writeFileSync with a URL': (dir) => fs.writeFileSync(new URL(`file://${dir}/a%20b`), 'x'),
  'writeFileSync with a path of bytes': (dir) => fs.writeFileSync(Buffer.from(join(dir, 'a')), 'x'),
  appendFileSync: (dir) => fs.appendFileSync(join(dir, 'there'), 'more'),
  copyFileSync: (dir) => fs.copyFileSync(join(dir, 'there'), join(dir, 'a')),
  'copyFileSync onto a longer file': (dir) => {
    fs.writeFileSync(join(dir, 'a'), long, { mode: 0o640 })
    fs.copyFileSync(join(dir, 'there'), join(dir, 'a'))
  },
  'copyFileSync onto itself': (dir) => fs.copyFileSync(join(dir, 'there'), join(dir, 'there')),
  'copyFileSync of a new file': (dir) => fs.copyFileSync(join(dir, 'there'), join(dir, 'there'), 1),
  'copyFileSync of nothing': (dir) => fs.copyFileSync(join(dir, 'no'), join(dir, 'a')),
  truncateSync: (dir) => fs.truncateSync(join(dir, 'there'), 4),
  'truncateSync to more': (dir) => fs.truncateSync(join(dir, 'there'), 40),
  'truncateSync of nothing': (dir) => fs.truncateSync(join(dir, 'no')),
  'mkdirSync recursive': (dir) => fs.mkdirSync(join(dir, 'm', 'n', 'o'), { recursive: true })?.slice(dir.length),
  'mkdirSync recursive, there': (dir) => fs.mkdirSync(join(dir, 'deep', 'er'), { recursive: true }),
  'mkdirSync recursive, below a file': (dir) => fs.mkdirSync(join(dir, 'there', 'n'), { recursive: true }),
  'mkdirSync recursive, on a file': (dir) => fs.mkdirSync(join(dir, 'there'), { recursive: true }),
  'mkdirSync in a mode': (dir) => fs.mkdirSync(join(dir, 'm'), 0o700),
  'mkdirSync, there': (dir) => fs.mkdirSync(join(dir, 'deep')),
  mkdtempSync: (dir) => fs.mkdtempSync(join(dir, 't-')).slice(dir.length, -6),
  rmSync: (dir) => fs.rmSync(join(dir, 'there')),
  'rmSync recursive': (dir) => fs.rmSync(join(dir, 'deep'), { recursive: true }),
  'rmSync of a folder': (dir) => fs.rmSync(join(dir, 'deep')),
  'rmSync of nothing': (dir) => fs.rmSync(join(dir, 'no')),
  'rmSync of nothing, by force': (dir) => fs.rmSync(join(dir, 'no'), { force: true }),
  rmdirSync: (dir) => fs.rmdirSync(join(dir, 'deep', 'er')),
  'rmdirSync of a folder that holds one': (dir) => fs.rmdirSync(join(dir, 'deep')),
  'renameSync and linkSync': (dir) => {
    fs.linkSync(join(dir, 'there'), join(dir, 'second'))
    fs.renameSync(join(dir, 'there'), join(dir, 'deep', 'first'))
  },
  'renameSync of nothing': (dir) => fs.renameSync(join(dir, 'no'), join(dir, 'a')),
  'symlinkSync and readlinkSync': (dir) => {
    fs.symlinkSync('there', join(dir, 'link'))
    return [fs.readlinkSync(join(dir, 'link')), fs.lstatSync(join(dir, 'link')).isSymbolicLink()]
  },
  'unlinkSync of a folder': (dir) => fs.unlinkSync(join(dir, 'deep')),
  readdirSync: (dir) => [fs.readdirSync(dir), fs.readdirSync(dir, { recursive: true, withFileTypes: false })],
  'readFileSync and statSync': (dir) => [
    fs.readFileSync(join(dir, 'there'), 'utf8'),
    fs.readFileSync(join(dir, 'there')),
    fs.statSync(join(dir, 'there')).size,
    fs.statSync(join(dir, 'no'), { throwIfNoEntry: false }),
  ],
  'readFileSync of nothing': (dir) => fs.readFileSync(join(dir, 'no')),
  existsSync: (dir) => [fs.existsSync(join(dir, 'there')), fs.existsSync(join(dir, 'no'))],
  'readSync and writeSync': (dir) =>
    onDescriptor(join(dir, 'there'), 'r+', (fd) => {
      const buffer = Buffer.alloc(4)
      const counts = [
        fs.readSync(fd, buffer, 1, 2, null),
        fs.writeSync(fd, 'xy'),
        fs.writeSync(fd, Buffer.from('abcdef'), 2, 3, 7),
        fs.writeSync(fd, 'z', 0),
        fs.readSync(fd, buffer, { position: 0 }),
        fs.writevSync(fd, [Buffer.from('1'), Buffer.from('2')]),
      ]
      fs.fsyncSync(fd)
      fs.fdatasyncSync(fd)
      return [counts, buffer]
    }),
  'ftruncateSync, closed': (dir) => fs.ftruncateSync(onDescriptor(join(dir, 'there'), 'r+', (fd) => fd)),
  'writeSync of too much': (dir) =>
    onDescriptor(join(dir, 'there'), 'r+', (fd) => fs.writeSync(fd, Buffer.from('abc'), 1, 9)),
  'futimesSync and utimesSync': (dir) => {
    onDescriptor(join(dir, 'there'), 'r+', (fd) => fs.futimesSync(fd, 5, 6))
    fs.utimesSync(join(dir, 'deep'), 5, 7)
    return [fs.statSync(join(dir, 'there')).mtimeMs, fs.statSync(join(dir, 'deep')).mtimeMs]
  },
}

const withCallbacks: Readonly<Record<string, Program>> = {
  writeFile: (dir) => called((done) => fs.writeFile(join(dir, 'a'), long, { flush: true }, done)),
  'writeFile, aborted': (dir) =>
    called((done) => fs.writeFile(join(dir, 'a'), 'x', { signal: AbortSignal.abort('why') }, done)),
  'writeFile on a folder': (dir) => called((done) => fs.writeFile(join(dir, 'deep'), 'x', done)),
  'writeFile without a callback': (dir) =>
    (fs.writeFile as unknown as (path: string, data: string) => void)(join(dir, 'a'), 'x'),
  appendFile: (dir) => called((done) => fs.appendFile(join(dir, 'there'), 'x', done)),
  copyFile: (dir) => called((done) => fs.copyFile(join(dir, 'there'), join(dir, 'a'), done)),
  'mkdir recursive': (dir) => called((done) => fs.mkdir(join(dir, 'deep/er'), { recursive: true }, done)),
  rm: (dir) => called((done) => fs.rm(join(dir, 'deep'), { recursive: true }, done)),
  truncate: (dir) => called((done) => fs.truncate(join(dir, 'there'), 2, done)),
  'exists and access': (dir) =>
    Promise.all([
      new Promise((resolve) => fs.exists(join(dir, 'there'), resolve)),
      called((done) => fs.access(join(dir, 'no'), done)).catch(() => 'refused'),
    ]),
  'read, write and the rest': async (dir) => {
    const [fd] = (await called((done) => fs.open(join(dir, 'there'), 'r+', done))) as [number]
    const answers = [
      await called((done) => fs.write(fd, 'ab', done)),
      await called((done) => fs.write(fd, Buffer.from('cdef'), 1, 2, 8, done)),
      await called((done) => fs.read(fd, { position: 0, length: 4 }, done)),
      await called((done) => fs.read(fd, Buffer.alloc(3), 0, 3, 1, done)),
      await called((done) => fs.writev(fd, [Buffer.from('1'), Buffer.from('2')], done)),
      await called((done) => fs.readv(fd, [Buffer.alloc(2)], 0, done)),
      await called((done) => fs.fsync(fd, done)),
      await called((done) => fs.ftruncate(fd, 5, done)),
      await promisify(fs.read)(fd, Buffer.alloc(2), 0, 2, 0),
      await called((done) => fs.close(fd, done)),
    ]
    return answers
  },
  'a stream': async (dir) => {
    const stream = fs.createWriteStream(join(dir, 'a'), { flags: 'w' })
    stream.write('one')
    stream.end('two')
    await finished(stream)
    const read = await fs.createReadStream(join(dir, 'a'), 'utf8').toArray()
    return [stream.bytesWritten, read]
  },
  'a stream of nothing': (dir) => fs.createReadStream(join(dir, 'no')).toArray(),
}

const withPromises: Readonly<Record<string, Program>> = {
  'promised writeFile': (dir) => p.writeFile(join(dir, 'a'), long, { flush: true }),
  'promised writeFile by name': (dir) => writeFile(join(dir, 'a'), 'x'),
  'promised writeFile of pieces': (dir) => p.writeFile(join(dir, 'a'), Readable.from(['one', 'two', Buffer.from('3')])),
  'promised writeFile of pieces that are none': (dir) => p.writeFile(join(dir, 'a'), [1] as unknown as string[]),
  'promised writeFile, aborted': (dir) => p.writeFile(join(dir, 'a'), 'x', { signal: AbortSignal.abort('why') }),
  'promised writeFile, aborted in between': (dir) => {
    const stop = new AbortController()
    const pieces = (function* () {
      yield 'one'
      stop.abort()
      yield 'two'
    })()
    return p.writeFile(join(dir, 'a'), pieces, { signal: stop.signal })
  },
  'promised appendFile': (dir) => p.appendFile(join(dir, 'there'), 'x'),
  'promised copyFile': (dir) => p.copyFile(join(dir, 'there'), join(dir, 'a'), 1),
  'promised cp': (dir) => p.cp(dir, `${dir}/../${dir.slice(-1)}-copy/x`, { recursive: true }),
  'promised mkdir recursive': async (dir) => (await p.mkdir(join(dir, 'm/n'), { recursive: true }))?.slice(dir.length),
  'promised rm': (dir) => p.rm(join(dir, 'deep'), { recursive: true, force: true }),
  'promised rm of a folder': (dir) => p.rm(join(dir, 'deep')),
  'promised rename of nothing': (dir) => p.rename(join(dir, 'no'), join(dir, 'a')),
  'promised readdir': (dir) => p.readdir(dir),
  'promised opendir': async (dir) => {
    const names = []
    for await (const { name } of await p.opendir(dir)) names.push(name)
    return names.toSorted()
  },
  'promised readFile and stat': async (dir) => [
    await p.readFile(join(dir, 'there'), 'utf8'),
    (await p.stat(join(dir, 'there'))).size,
    await p.access(join(dir, 'there')),
  ],
  'promised open of nothing': (dir) => open(join(dir, 'no'), 'r'),
  'a handle': (dir) =>
    onHandle(join(dir, 'there'), 'r+', async (handle) => [
      await handle.write('ab'),
      await handle.write(Buffer.from('cdef'), 1, 2, 8),
      await handle.writev([Buffer.from('1'), Buffer.from('2')]),
      await handle.read(Buffer.alloc(3), 0, 3, 0),
      await handle.read({ position: 1, length: 2 }),
      await handle.readv([Buffer.alloc(2)], 0),
      await handle.sync(),
      await handle.datasync(),
      await handle.truncate(6),
      (await handle.stat()).size,
      await handle.readFile('utf8'),
      await handle.writeFile('end'),
      await handle.appendFile('more'),
      await p.writeFile(handle, 'most'),
      await handle.utimes(1, 2),
    ]),
  'a handle that is closed beside a write': async (dir) => {
    const handle = await open(join(dir, 'a'), 'w')
    const writing = handle.write(long)
    await handle.close()
    return (await writing).bytesWritten
  },
  'a handle that is closed': async (dir) => {
    const handle = await open(join(dir, 'a'), 'w')
    await handle.close()
    return handle.write('x')
  },
  'a stream of a handle': async (dir) => {
    const handle = await open(join(dir, 'a'), 'w')
    const stream = handle.createWriteStream()
    stream.end('text')
    await finished(stream)
    return stream.bytesWritten
  },
}

export const programs: Readonly<Record<string, Program>> = { ...atOnce, ...withCallbacks, ...withPromises }
