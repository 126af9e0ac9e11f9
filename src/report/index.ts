/** The ways to write a report down. To add one: one file, and one line here. */
import type { ReportForm } from '../../contracts/index.ts'
import { json } from './json.ts'
import { matrix, matrixJson } from './matrix.ts'
import { text } from './text.ts'

export const reportForms: readonly ReportForm[] = [text, json, matrix, matrixJson]
