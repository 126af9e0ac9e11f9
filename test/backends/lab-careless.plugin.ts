// Brings a runtime that stands on top of adapters.
import { definePlugin } from 'holdfast'
import careless from './lab-careless.runtime.ts'

export default definePlugin({ name: 'careless', module: import.meta.url, runtimes: [careless] })
