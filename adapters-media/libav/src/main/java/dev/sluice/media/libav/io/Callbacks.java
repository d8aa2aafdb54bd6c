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
 * One callback object of each type for the whole process; which channel is meant says the opaque
 * pointer. JavaCPP keeps ten native slots per type: an eleventh live object would silently become
 * NULL, and libav would read stale memory. Nothing may be thrown out of a callback, or the process
 * ends.
 */
public final class Callbacks {
  static final Read_packet_Pointer_BytePointer_int READ = new Read();
  static final Write_packet_Pointer_BytePointer_int WRITE = new Write();
  static final Seek_Pointer_long_int SEEK = new Seek();

  private static final Map<Long, AvioHandler> CHANNELS = new ConcurrentHashMap<>();
  private static final AtomicLong NEXT = new AtomicLong(1);

  private Callbacks() {}

  /** Makes the channel known; the token is what libav hands back as opaque pointer. */
  static Token register(AvioHandler channel) {
    Token token = new Token(NEXT.getAndIncrement());
    CHANNELS.put(token.address(), channel);
    return token;
  }

  static void forget(Token token) {
    CHANNELS.remove(token.address());
  }

  /** How many channels are known; each is forgotten with its byte stream. */
  public static int registered() {
    return CHANNELS.size();
  }

  /** A number that travels as a pointer and is never dereferenced. */
  static final class Token extends Pointer {
    Token(long number) {
      this.address = number;
    }
  }

  private static final class Read extends Read_packet_Pointer_BytePointer_int {
    @Override
    public int call(Pointer opaque, BytePointer buffer, int size) {
      AvioHandler channel = CHANNELS.get(opaque.address());
      if (channel == null) {
        return Natives.inputOutputError();
      }
      try {
        int count = channel.read(buffer, size);
        return count < 0 ? AVERROR_EOF : count;
      } catch (Throwable failure) {
        return remember(channel, failure);
      }
    }
  }

  private static final class Write extends Write_packet_Pointer_BytePointer_int {
    @Override
    public int call(Pointer opaque, BytePointer buffer, int size) {
      AvioHandler channel = CHANNELS.get(opaque.address());
      if (channel == null) {
        return Natives.inputOutputError();
      }
      try {
        channel.write(buffer, size);
        return size;
      } catch (Throwable failure) {
        return remember(channel, failure);
      }
    }
  }

  private static final class Seek extends Seek_Pointer_long_int {
    @Override
    public long call(Pointer opaque, long offset, int whence) {
      AvioHandler channel = CHANNELS.get(opaque.address());
      if (channel == null) {
        return Natives.inputOutputError();
      }
      try {
        return channel.seek(offset, whence);
      } catch (Throwable failure) {
        return remember(channel, failure);
      }
    }
  }

  private static int remember(AvioHandler channel, Throwable failure) {
    try {
      channel.fail(failure);
    } catch (Throwable ignored) {
      // Even an out-of-memory error here must not leave the callback.
    }
    return Natives.inputOutputError();
  }
}
