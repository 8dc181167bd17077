// The channel with an id; one that is not known gets the nearest known ones.

import type { AdminApi, Answer, Tagged } from '../api/admin-api.ts'
import { type Channel, getChannel, listChannels } from '../api/channels.ts'
import { nameNearest } from '../session/name-nearest.ts'

export async function findChannel(api: AdminApi, id: string): Answer<Tagged<Channel>> {
  return nameNearest(await getChannel(api, id), id, async () => {
    const list = await listChannels(api)
    return list.ok ? list.value.items.map((channel) => channel.id) : []
  })
}
