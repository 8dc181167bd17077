// The packages Fuseboard is compared with, installed into bench/ on first use: nobody else needs them.

import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'

const folder = new URL('./', import.meta.url)

export async function ensurePeers(progress: (text: string) => void): Promise<void> {
  if (await installed()) return
  progress('installing the packages to compare with into bench/ (first use only)')
  await npmCi()
}

async function installed(): Promise<boolean> {
  const { dependencies } = await readJson(new URL('package.json', folder))
  for (const [name, version] of Object.entries(dependencies as Record<string, string>)) {
    try {
      const peer = await readJson(new URL(`node_modules/${name}/package.json`, folder))
      if (peer.version !== version) return false
    } catch {
      return false
    }
  }
  return true
}

async function readJson(file: URL) {
  return JSON.parse(await readFile(file, 'utf8'))
}

// Its output goes to stderr: stdout belongs to the results.
function npmCi(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: folder,
      stdio: ['ignore', 2, 2],
    })
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`npm ci in bench/ ended with ${code}`))))
  })
}
