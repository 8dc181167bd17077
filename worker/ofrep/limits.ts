import { maxBodyBytes } from '../../protocol/evaluation-context.ts'

export const bodyTooLarge = `the body is larger than ${maxBodyBytes} bytes; send only the attributes that rules read`
