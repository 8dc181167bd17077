// The built-in status page takes part in the outbox like a channel: what customers are told through it is a notification
// that can be listed and approved. Nothing is sent for it: what stands in the table is what the page shows.

/** No configured channel may be called so. */
export const statusPageChannel = 'status-page'
