package dev.sluice.media.libav;

import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.media.libav.process.OddChild;
import dev.sluice.media.libav.process.Sandbox;
import dev.sluice.testkit.fake.MemoryInput;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A program with a child in each state, which a test kills. */
public final class DoomedParent {
  private DoomedParent() {}

  /**
   * Starts the children, says so and waits to be killed.
   *
   * @param arguments a word of the children's commands; a program that starts Java and holds it up
   */
  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws InterruptedException {
    ProcessSettings settings =
        ProcessSettings.standard().mainClass(OddChild.class.getName(), arguments[0]);
    ProcessTranscoder starting =
        new ProcessTranscoder(
            settings
                .sandbox(Sandbox.NONE)
                .command(Path.of(arguments[1]), System.getProperty("java.class.path")));
    occupy(new ProcessTranscoder(settings.children(3)));
    // Without a sandbox the children notice by themselves that their parent is gone.
    occupy(new ProcessTranscoder(settings.children(3).sandbox(Sandbox.NONE)));
    starting.capabilities();
    System.out.println("ready");
    new CountDownLatch(1).await();
  }

  /** Makes one child spin and another one wait for bytes; a third one is idle. */
  private static void occupy(ProcessTranscoder transcoder) throws InterruptedException {
    CountDownLatch working = new CountDownLatch(2);
    start(transcoder, new SignallingInput("S", working, false));
    start(transcoder, new SignallingInput("N", working, true));
    working.await();
    transcoder.probe(List.of(input("N")), StageMonitor.none());
  }

  private static void start(ProcessTranscoder transcoder, MediaInput input) {
    new Thread(() -> transcoder.probe(List.of(input), StageMonitor.none())).start();
  }

  private static MemoryInput input(String word) {
    return MemoryInput.of(new byte[] {(byte) word.charAt(0)});
  }

  /** An input that says when it is read, and may never answer. */
  private static final class SignallingInput extends MediaInput.Forwarding {
    private final CountDownLatch read;
    private final boolean isStuck;

    SignallingInput(String word, CountDownLatch read, boolean isStuck) {
      super(input(word));
      this.read = read;
      this.isStuck = isStuck;
    }

    @Override
    public int read(long position, ByteBuffer buffer) {
      read.countDown();
      try {
        if (isStuck) {
          new CountDownLatch(1).await();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return super.read(position, buffer);
    }
  }
}
