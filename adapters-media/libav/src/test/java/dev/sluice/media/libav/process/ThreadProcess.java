package dev.sluice.media.libav.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.util.concurrent.CountDownLatch;

/** A child process that is a thread of this one, since a process takes a second to start. */
final class ThreadProcess extends Process {
  private static final int KILLED = 137;

  private final Pipe down = Pipe.open();
  private final Pipe up = Pipe.open();
  private final OutputStream toChild = Channels.newOutputStream(down.sink());
  private final InputStream fromChild = Channels.newInputStream(up.source());
  private final CountDownLatch ended = new CountDownLatch(1);

  /** What a child does with its streams. */
  interface Program {
    void run(InputStream in, OutputStream out) throws IOException;
  }

  private ThreadProcess() throws IOException {}

  static ThreadProcess start(Program program) throws IOException {
    ThreadProcess process = new ThreadProcess();
    Thread thread =
        new Thread(
            () -> {
              try {
                program.run(
                    Channels.newInputStream(process.down.source()),
                    Channels.newOutputStream(process.up.sink()));
              } catch (IOException killed) {
                // The parent has closed the streams.
              }
            });
    thread.setDaemon(true);
    thread.start();
    return process;
  }

  @Override
  public OutputStream getOutputStream() {
    return toChild;
  }

  @Override
  public InputStream getInputStream() {
    return fromChild;
  }

  @Override
  public InputStream getErrorStream() {
    return InputStream.nullInputStream();
  }

  @Override
  public int waitFor() throws InterruptedException {
    ended.await();
    return KILLED;
  }

  @Override
  public int exitValue() {
    if (isAlive()) {
      throw new IllegalThreadStateException("it runs");
    }
    return KILLED;
  }

  @Override
  public boolean isAlive() {
    return ended.getCount() > 0;
  }

  @Override
  public void destroy() {
    ended.countDown();
    try {
      down.source().close();
      up.sink().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Process destroyForcibly() {
    destroy();
    return this;
  }

  @Override
  public long pid() {
    return 0;
  }
}
