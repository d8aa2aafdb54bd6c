package dev.sluice.media.libav.process;

/** The types of frames. The first byte of a frame is the constant's position. */
enum FrameType {
  /** Child: it is ready. Payload: a {@link Hello}. */
  HELLO,
  /** Parent: a part of a call that does not fit into one frame. */
  CALL_PART,
  /** Parent: the rest of a call. Payload: a {@link Call}. */
  CALL,
  /** Parent: the call is to end. Payload: a {@link Failure}. */
  CANCEL,
  /** Parent: a part of the shared memory is free again; they are freed in order. */
  FREED,
  /** Parent: what the child asked for last. Payload: depends on the question. */
  REPLY,
  /** Parent: bytes of an input. Payload: a length (4), that many bytes of pieces, the bytes. */
  BYTES,
  /** Parent: what the child asked for last failed. Payload: a {@link Failure}. */
  FAILED_REPLY,

  /**
   * Child: asks for bytes. Payload: input (4), position (8), the most bytes (4), where in the
   * shared memory (4) or −1. Bytes in shared memory are announced by a reply: their number (4), the
   * pieces.
   */
  READ,
  /** Child: asks what an input left out. Payload: input (4). The reply is a list of sentences. */
  MISSING,
  /**
   * Child: asks for a seekable copy. Payload: input (4), the bytes read from it. Reply: size (8).
   */
  SPOOL,
  /** Child: begins the result. Payload: the size of its head (4). */
  BEGIN,
  /** Child: appends to the result. Payload: the bytes. */
  WRITE,
  /**
   * Child: appends bytes in shared memory. Payload: the part (4), where in it (4), their number
   * (4).
   */
  PLACED,
  /** Child: rewrites bytes of the head. Payload: position (8), the bytes. */
  REWRITE,
  /** Child: the contents of the source. Payload: a {@code MediaInfo}. The reply is empty. */
  FOUND,
  /** Child: what becomes of the streams. Payload: a list of reports. The reply is empty. */
  PLANNED,
  /** Child: progress. Payload: two durations. */
  CONVERTED,
  /** Child: no more of the source is needed. */
  DOWNLOAD_FINISHED,
  /** Child: a part of a result that does not fit into one frame. */
  RESULT_PART,
  /** Child: the call has ended. Payload: the rest of its result. */
  RESULT,
  /** Child: the call has failed. Payload: a {@link Failure}. */
  FAILED;

  private static final FrameType[] ALL = values();

  /**
   * @throws ProtocolException if there is no such type
   */
  static FrameType of(int code) {
    if (code < 0 || code >= ALL.length) {
      throw new ProtocolException("a frame of the unknown type " + code);
    }
    return ALL[code];
  }
}
