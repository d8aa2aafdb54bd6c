package dev.sluice.http.api.files;

import dev.sluice.http.api.exchange.ClientConnection;
import dev.sluice.http.api.exchange.HttpThreads;
import dev.sluice.http.api.limits.ConcurrencyLimiter;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.jetty.io.EofException;

/**
 * Sends bodies as fast as their clients take them. A client that takes nothing holds a buffer and
 * no thread. Thread-safe.
 */
public final class Transfers implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Transfers.class.getName());

  private static final int MAX_TRANSFERS = 1_000;
  private static final int MAX_TRANSFERS_PER_ADDRESS = 100;

  /** Reads of a disk at a time. */
  private static final int READERS = 8;

  private static final int CHUNK = 32 * 1024;

  /** After so many chunks a fast client lets the others read. */
  private static final int CHUNKS_PER_RUN = 32;

  /** The bytes of a body. Used by one thread at a time. */
  interface Source extends AutoCloseable {
    /**
     * Reads the next bytes.
     *
     * @return how many; −1 at the end
     * @throws IOException if there are fewer bytes than the answer's length says
     */
    int read(byte[] buffer) throws IOException;

    @Override
    void close();
  }

  private final ConcurrencyLimiter<String> limiter =
      ConcurrencyLimiter.perAddress("transfers of files", MAX_TRANSFERS, MAX_TRANSFERS_PER_ADDRESS);
  private final ExecutorService readers =
      Executors.newFixedThreadPool(READERS, HttpThreads.named("sluice-http-files"));

  /** Returns how many run right now. */
  public int running() {
    return limiter.held();
  }

  /**
   * Sends these bytes, or only their headers if the request is a HEAD. Returns before they are
   * sent.
   *
   * @throws dev.sluice.http.api.error.ApiError if the client's address, or all, have too many
   */
  public void send(Context ctx, byte[] bytes) throws IOException {
    ConcurrencyLimiter.Permit permit = acquire(ctx);
    ctx.res().setContentLength(bytes.length);
    if (ctx.method().equals(HandlerType.HEAD)) {
      permit.close();
      return;
    }
    send(ctx, new ByteSource(new ByteArrayInputStream(bytes)), permit);
  }

  private record ByteSource(ByteArrayInputStream bytes) implements Source {
    @Override
    public int read(byte[] buffer) {
      return bytes.read(buffer, 0, buffer.length);
    }

    @Override
    public void close() {}
  }

  /**
   * Returns the permit for one transfer, which {@link #send} closes.
   *
   * @throws dev.sluice.http.api.error.ApiError if the client's address, or all, have too many
   */
  ConcurrencyLimiter.Permit acquire(Context ctx) {
    return limiter.acquire(ClientConnection.address(ctx));
  }

  /**
   * Sends the rest of a response whose status and headers are set. Returns before it is sent.
   *
   * @param source is closed at the end, and so is the permit
   * @throws IOException if the first bytes cannot be read; nothing is sent then, and nothing closed
   */
  void send(Context ctx, Source source, ConcurrencyLimiter.Permit permit) throws IOException {
    byte[] chunk = new byte[CHUNK];
    // Before anything is sent: if the source fails, that can still be the status code.
    int first = source.read(chunk);
    ctx.future(
        () -> {
          CompletableFuture<Void> done = new CompletableFuture<>();
          done.whenComplete(
              (nothing, failure) -> {
                try {
                  source.close();
                } finally {
                  permit.close();
                }
              });
          try {
            ServletOutputStream out = ctx.res().getOutputStream();
            out.setWriteListener(new Transfer(source, out, chunk, first, readers, done));
          } catch (Throwable failure) {
            done.completeExceptionally(failure);
          }
          return done;
        });
  }

  @Override
  public void close() {
    readers.shutdownNow();
  }

  private static final class Transfer implements WriteListener {
    private final Source source;
    private final ServletOutputStream out;
    private final byte[] chunk;
    private final Executor executor;
    private final CompletableFuture<Void> done;

    /** The bytes of the chunk to write; 0 if the next must be read, −1 at the end. */
    private int filled;

    private Transfer(
        Source source,
        ServletOutputStream out,
        byte[] chunk,
        int filled,
        Executor executor,
        CompletableFuture<Void> done) {
      this.source = source;
      this.out = out;
      this.chunk = chunk;
      this.filled = filled;
      this.executor = executor;
      this.done = done;
    }

    // The disk is read in a thread of ours: one that hangs must not take Jetty's threads.
    @Override
    public void onWritePossible() {
      executor.execute(this::write);
    }

    private void write() {
      try {
        for (int written = 0; out.isReady(); written++) {
          if (filled == 0) {
            filled = source.read(chunk);
          }
          if (filled < 0) {
            done.complete(null);
            return;
          }
          if (written == CHUNKS_PER_RUN) {
            executor.execute(this::write);
            return;
          }
          out.write(chunk, 0, filled);
          filled = 0;
        }
      } catch (EofException e) {
        onError(e);
      } catch (Throwable failure) {
        // An Error as well: the source and the permit must not stay open.
        done.completeExceptionally(failure);
      }
    }

    @Override
    public void onError(Throwable failure) {
      LOG.log(Level.DEBUG, "The client of a transfer went away", failure);
      done.complete(null);
    }
  }
}
