package dev.sluice.media.libav.process;

import org.jspecify.annotations.Nullable;

/** Thrown for bytes of the other process that the protocol does not permit. */
final class ProtocolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProtocolException(String what) {
    this(what, null);
  }

  ProtocolException(String what, @Nullable Throwable cause) {
    super(what, cause);
  }
}
