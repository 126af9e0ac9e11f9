/** Marks among the operations of a run: one before each call, one after its acknowledgement. */
export const invokeMark = 'invoke'
export const returnMark = 'return'
