import fc from 'fast-check'

// Laws are tried on the same cases on every machine: what fails, fails for everybody. `PYROMETER_SEED=2` tries others.
fc.configureGlobal({ seed: Number(process.env.PYROMETER_SEED ?? 1) })
