package dev.sluice.media.libav.process;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.Capabilities;
import dev.sluice.core.request.OutputSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A child whose transcoder does what the first byte of its input says. */
public final class OddChild {
  private OddChild() {}

  public static void main(String[] arguments) {
    ChildLoop.run(arguments, spool -> new Odd(), List::of, () -> {});
  }

  private static final class Odd implements Transcoder {
    @Override
    public Capabilities capabilities() {
      return Capabilities.all();
    }

    @Override
    public MediaInfo probe(List<MediaInput> inputs, StageMonitor monitor) {
      ByteBuffer text = ByteBuffer.allocate(1_000);
      inputs.get(0).read(0, text);
      String word = new String(text.array(), 0, text.position());
      return info(act(word));
    }

    private static Map<String, String> act(String word) {
      switch (word.charAt(0)) {
        case 'E':
          return System.getenv();
        case 'S':
          while (true) {
            Thread.onSpinWait();
          }
        case 'H':
          Runtime.getRuntime().halt(7);
          return Map.of();
        case 'C':
          crash();
          return Map.of();
        case 'O':
          return Map.of("size", "" + new byte[Integer.MAX_VALUE - 8].length);
        case 'M':
          return Map.of("at", "" + ByteBuffer.allocateDirect(1 << 30));
        case 'B':
          throw new IllegalStateException("a bug in the child");
        case 'X':
          throw new SluiceException(FailureCode.INTERRUPTED, "not its business");
        case 'P':
          System.out.println("a library that prints in the middle of a frame");
          return Map.of();
        case 'F':
          return reach(Integer.parseInt(word.substring(1)));
        default:
          return Map.of();
      }
    }

    /** The targets that a child which was taken over could reach. */
    private static Map<String, String> reach(int port) {
      Map<String, String> found = new HashMap<>();
      found.put("read", tried(() -> Files.readString(Path.of("/etc/passwd"))));
      found.put("write", tried(() -> Files.writeString(Path.of("/tmp/odd-child"), "text")));
      found.put(
          "connect",
          tried(
              () -> {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                  return socket;
                }
              }));
      return found;
    }

    private interface Attempt {
      Object run() throws IOException;
    }

    private static String tried(Attempt attempt) {
      try {
        attempt.run();
        return "yes";
      } catch (IOException e) {
        return "no";
      }
    }

    /** A signal that a fault of native code gives. */
    private static void crash() {
      String kill = "kill -SEGV " + ProcessHandle.current().pid();
      try {
        new ProcessBuilder("/bin/sh", "-c", kill).start().waitFor();
        Thread.sleep(10_000);
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private static MediaInfo info(Map<String, String> tags) {
      return new MediaInfo(
          "odd", Optional.empty(), OptionalLong.empty(), List.of(), List.of(), tags);
    }

    @Override
    public Plan plan(List<MediaInput> inputs, OutputSpec output, StageMonitor monitor) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Result transcode(Task task, ArtifactSink sink, StageMonitor monitor) {
      throw new UnsupportedOperationException();
    }
  }
}
