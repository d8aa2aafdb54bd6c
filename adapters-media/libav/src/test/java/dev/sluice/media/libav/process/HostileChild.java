package dev.sluice.media.libav.process;

import dev.sluice.core.request.Capabilities;
import java.io.DataInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A child that a file has taken over: it answers a call with what the title says. */
public final class HostileChild {
  private final OutputStream out;

  private HostileChild(OutputStream out) {
    this.out = out;
  }

  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws IOException {
    serve(System.in, arguments[0].equals("-") ? System.out : new FileOutputStream(arguments[0]));
  }

  /** Answers calls until the parent ends the streams. */
  static void serve(InputStream fromParent, OutputStream toParent) throws IOException {
    new HostileChild(toParent).serve(new DataInputStream(fromParent));
  }

  private void serve(DataInputStream in) throws IOException {
    Hello hello = new Hello(Hello.VERSION, Optional.empty(), Capabilities.all(), List.of());
    frame(FrameType.HELLO, 0, Values.write(Hello.class, hello));
    while (true) {
      in.readByte();
      int number = in.readInt();
      Call call = Values.read(Call.class, ByteBuffer.wrap(in.readNBytes(in.readInt())));
      answer(call.tags().title().orElseThrow(), number);
    }
  }

  private void answer(String how, int call) throws IOException {
    switch (how) {
      case "garbage" -> {
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        out.write(noise);
        out.flush();
      }
      case "huge" -> {
        out.write(Limits.header(FrameType.WRITE, call, Integer.MAX_VALUE));
        out.flush();
      }
      case "input" -> frame(FrameType.READ, call, read(7, 0, 9, 0));
      case "position" -> frame(FrameType.READ, call, read(0, -5, 9, 0));
      case "most" -> frame(FrameType.READ, call, read(0, 0, 1 << 30, 0));
      case "memory" -> frame(FrameType.READ, call, read(0, 0, 100, SharedMemory.INPUT - 99));
      case "before the memory" -> frame(FrameType.READ, call, read(0, 0, 100, -100));
      case "head" -> frame(FrameType.BEGIN, call, bytes(ByteBuffer.allocate(4).putInt(1 << 30)));
      case "placed" -> {
        frame(FrameType.BEGIN, call, bytes(ByteBuffer.allocate(4).putInt(100)));
        frame(FrameType.PLACED, call, placed(9, 0, 9));
      }
      case "placed beyond" -> {
        frame(FrameType.BEGIN, call, bytes(ByteBuffer.allocate(4).putInt(100)));
        frame(FrameType.PLACED, call, placed(0, SharedMemory.RESULT - 8, 9));
      }
      case "placed before" -> {
        frame(FrameType.BEGIN, call, bytes(ByteBuffer.allocate(4).putInt(100)));
        frame(FrameType.PLACED, call, placed(0, -9, 9));
      }
      case "unbegun" -> frame(FrameType.WRITE, call, new byte[10]);
      case "rewrite" -> {
        frame(FrameType.BEGIN, call, bytes(ByteBuffer.allocate(4).putInt(100)));
        frame(FrameType.WRITE, call, new byte[10]);
        frame(FrameType.REWRITE, call, bytes(ByteBuffer.allocate(20).putLong(5)));
      }
      case "parts" -> {
        while (true) {
          frame(FrameType.RESULT_PART, call, new byte[Limits.MOST_DATA]);
        }
      }
      case "empty parts" -> {
        ByteBuffer parts = ByteBuffer.allocate(300_000 * Limits.HEADER);
        while (parts.hasRemaining()) {
          parts.put(Limits.header(FrameType.RESULT_PART, call, 0));
        }
        out.write(parts.array());
        frame(
            FrameType.FAILED,
            call,
            Values.write(Failure.class, new Failure(0, Optional.empty(), "there is no limit")));
      }
      case "code" ->
          frame(
              FrameType.FAILED,
              call,
              Values.write(
                  Failure.class,
                  new Failure(
                      0,
                      Optional.of(dev.sluice.core.failure.FailureCode.INTERRUPTED),
                      "again and again")));
      case "number" ->
          frame(
              FrameType.FAILED,
              call,
              Values.write(Failure.class, new Failure(99, Optional.empty(), "another's")));
      case "result" -> frame(FrameType.RESULT, call, new byte[] {1, 2, 3});
      case "twice" -> {
        byte[] gone = Values.write(Failure.class, new Failure(0, Optional.empty(), "gone"));
        frame(FrameType.DOWNLOAD_FINISHED, call, new byte[0]);
        out.write(Limits.header(FrameType.HELLO, call, gone.length));
        out.write(gone);
        out.flush();
      }
      default -> throw new IllegalArgumentException(how);
    }
  }

  private void frame(FrameType type, int call, byte[] payload) throws IOException {
    out.write(Limits.header(type, call, payload.length));
    out.write(payload);
    out.flush();
  }

  private static byte[] read(int input, long position, int most, int at) {
    return ByteBuffer.allocate(20).putInt(input).putLong(position).putInt(most).putInt(at).array();
  }

  private static byte[] placed(int part, int from, int count) {
    return ByteBuffer.allocate(12).putInt(part).putInt(from).putInt(count).array();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    return buffer.array();
  }
}
