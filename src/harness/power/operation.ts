/**
 * File operations as they were made, in one order: what a loss of power is simulated from. Paths are relative to the folder
 * of the place, with `/` between names, and `.` for the folder itself; a file or folder is known by a number of its own from
 * its creation on, whatever it is called later.
 */

/** One operation on the files of a place. Those that failed are not among them. */
export type FileOperation =
  | { readonly op: 'create'; readonly path: string; readonly inode: number }
  | { readonly op: 'mkdir'; readonly path: string; readonly inode: number }
  | { readonly op: 'write'; readonly inode: number; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly op: 'truncate'; readonly inode: number; readonly size: number }
  /** fsync or fdatasync of a file, or fsync of a folder */
  | { readonly op: 'sync'; readonly inode: number }
  | { readonly op: 'rename'; readonly from: string; readonly to: string }
  | { readonly op: 'link'; readonly from: string; readonly to: string }
  | { readonly op: 'unlink'; readonly path: string }
  | { readonly op: 'rmdir'; readonly path: string }

/**
 * What the recorder gives: operations, and marks among them. A mark tells that all before it was made before something
 * happened outside the file system, such as the invocation of a call or its acknowledgement.
 */
export type Recorded = FileOperation | { readonly op: 'mark'; readonly mark: string }
