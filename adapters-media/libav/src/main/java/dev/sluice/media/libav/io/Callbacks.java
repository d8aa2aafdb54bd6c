package dev.sluice.media.libav.io;

import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;

import dev.sluice.media.libav.base.Natives;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.ffmpeg.avformat.Write_packet_Pointer_BytePointer_int;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * The callbacks of libav's byte streams: one object of each type for the whole process. The opaque
 * pointer identifies the handler. JavaCPP has ten native slots per type: an eleventh live object
 * would silently become NULL, and libav would read stale memory. A callback must not throw, or the
 * process ends.
 */
public final class Callbacks {
  static final Read_packet_Pointer_BytePointer_int READ = new Read();
  static final Write_packet_Pointer_BytePointer_int WRITE = new Write();
  static final Seek_Pointer_long_int SEEK = new Seek();

  private static final Map<Long, AvioHandler> HANDLERS = new ConcurrentHashMap<>();
  private static final AtomicLong NEXT = new AtomicLong(1);

  private Callbacks() {}

  /** Registers the handler. The token is the opaque pointer that libav passes to the callbacks. */
  static Token register(AvioHandler handler) {
    Token token = new Token(NEXT.getAndIncrement());
    HANDLERS.put(token.address(), handler);
    return token;
  }

  static void unregister(Token token) {
    HANDLERS.remove(token.address());
  }

  /** Returns the number of registered handlers. Each is removed when its byte stream is closed. */
  public static int registered() {
    return HANDLERS.size();
  }

  /** A number in the form of a pointer; it is never dereferenced. */
  static final class Token extends Pointer {
    Token(long number) {
      this.address = number;
    }
  }

  private static final class Read extends Read_packet_Pointer_BytePointer_int {
    @Override
    public int call(Pointer opaque, BytePointer buffer, int size) {
      AvioHandler handler = HANDLERS.get(opaque.address());
      if (handler == null) {
        return Natives.inputOutputError();
      }
      try {
        int count = handler.read(buffer, size);
        return count < 0 ? AVERROR_EOF : count;
      } catch (Throwable failure) {
        return recordFailure(handler, failure);
      }
    }
  }

  private static final class Write extends Write_packet_Pointer_BytePointer_int {
    @Override
    public int call(Pointer opaque, BytePointer buffer, int size) {
      AvioHandler handler = HANDLERS.get(opaque.address());
      if (handler == null) {
        return Natives.inputOutputError();
      }
      try {
        handler.write(buffer, size);
        return size;
      } catch (Throwable failure) {
        return recordFailure(handler, failure);
      }
    }
  }

  private static final class Seek extends Seek_Pointer_long_int {
    @Override
    public long call(Pointer opaque, long offset, int whence) {
      AvioHandler handler = HANDLERS.get(opaque.address());
      if (handler == null) {
        return Natives.inputOutputError();
      }
      try {
        return handler.seek(offset, whence);
      } catch (Throwable failure) {
        return recordFailure(handler, failure);
      }
    }
  }

  private static int recordFailure(AvioHandler handler, Throwable failure) {
    try {
      handler.fail(failure);
    } catch (Throwable ignored) {
      // Even an out-of-memory error here must not leave the callback.
    }
    return Natives.inputOutputError();
  }
}
