import { fileURLToPath } from 'node:url'

/**
 * Folder of the Python package that runs inside measured programs, with a slash at its end. This file lies three folders
 * below the root both in a checkout (src/record/python) and in an installed package (dist/record/python).
 */
export const PYTHON_PACKAGE = fileURLToPath(new URL('../../../../python/pyrometer/', import.meta.url))
