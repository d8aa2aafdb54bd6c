package dev.sluice.media.libav.io;

import static org.bytedeco.ffmpeg.global.avformat.AVIO_SEEKABLE_NORMAL;
import static org.bytedeco.ffmpeg.global.avformat.avio_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avio_context_free;
import static org.bytedeco.ffmpeg.global.avformat.avio_flush;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_malloc;

import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.javacpp.BytePointer;

/**
 * A libav byte stream that calls an {@link AvioHandler}. It owns its buffer, unless the handler has
 * lent it memory.
 */
public final class AvioStream implements AutoCloseable {
  /** Measured: more than 1 GB/s from 256 KB on, half of that with 4 KB. */
  private static final int BUFFER = 512 << 10;

  /** The largest buffer that an input may lend; libav would replace a larger one. */
  public static final int LARGEST = 1 << 20;

  /** libav would hand over each packet, and for a small one the call costs more than the bytes. */
  private static final int LEAST = 32 << 10;

  private final AvioHandler handler;
  private final Callbacks.Token token;
  private final AVIOContext context;
  private boolean isLent;

  private AvioStream(AvioHandler handler, boolean writing, boolean seekable) {
    this.handler = handler;
    token = Callbacks.register(handler);
    BytePointer buffer = new BytePointer(av_malloc(BUFFER)).capacity(BUFFER);
    context =
        avio_alloc_context(
            buffer,
            writing ? BUFFER : LARGEST,
            writing ? 1 : 0,
            token,
            writing ? null : Callbacks.READ,
            writing ? Callbacks.WRITE : null,
            Callbacks.SEEK);
    context.buffer_size(BUFFER);
    if (writing) {
      context.min_packet_size(LEAST);
    }
    if (!seekable) {
      context.seekable(0);
    } else {
      context.seekable(AVIO_SEEKABLE_NORMAL);
    }
  }

  public static AvioStream reading(InputHandler handler) {
    return new AvioStream(handler, false, handler.seekable());
  }

  public static AvioStream writing(OutputHandler handler) {
    AvioStream stream = new AvioStream(handler, true, true);
    handler.onLent(stream::useInstead, () -> avio_flush(stream.context));
    return stream;
  }

  /**
   * Reads into memory of the input from now on, if the input lends some. Called once the input is
   * open: libav has replaced its buffer by then if it needs another one, and does so later only for
   * inputs that cannot seek.
   */
  public void readInPlace(InputHandler input) {
    BytePointer from = context.buf_ptr();
    int unread = (int) (context.buf_end().address() - from.address());
    if (input.seekable() && context.buffer_size() <= BUFFER && unread <= BUFFER) {
      input.lend(unread).ifPresent(memory -> readInto(memory, from, unread));
    }
  }

  private void readInto(ByteBuffer memory, BytePointer from, int unread) {
    memory.slice().put(new BytePointer(from).capacity(unread).asByteBuffer());
    useInstead(memory);
    context.buf_end(new BytePointer(context.buffer()).position(unread));
  }

  /** Replaces libav's buffer by memory that is lent. */
  private void useInstead(ByteBuffer memory) {
    if (!isLent) {
      av_free(context.buffer());
      isLent = true;
    }
    int size = memory.capacity();
    BytePointer start = new BytePointer(memory);
    context.buffer(start).buf_ptr(start).buf_ptr_max(start).buffer_size(size).min_packet_size(size);
    context.buf_end(new BytePointer(start).position(size));
  }

  public AVIOContext context() {
    return context;
  }

  @Override
  public void close() {
    Callbacks.unregister(token);
    if (isLent) {
      handler.giveBack();
    } else {
      // libav may have put another buffer in its place.
      av_free(context.buffer());
    }
    avio_context_free(context);
  }
}
