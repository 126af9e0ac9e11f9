/** Where the process of an actor starts: what is required loads faster than what is imported. */
import './child.js'
