package dev.sluice.examples;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * Stands for the client library of whatever keeps your media: a catalogue, a tape library, a
 * message store. Nothing of Sluice is in it. Thread-safe.
 */
interface Archive {
  /**
   * Asks for an item; the answer may take a while. Cancelling the future takes the question back.
   *
   * @return fails with {@link java.io.FileNotFoundException} if there is no such item, with another
   *     {@link IOException} if the archive cannot be reached
   */
  CompletableFuture<Item> open(String path);

  /** An item that is open. One reader; {@link #close()} may come from any thread. */
  interface Item extends Closeable {
    /** In bytes. */
    long size();

    String title();

    /**
     * @return how many bytes were put into the buffer, at least one; −1 at the end
     * @throws IOException also if the item is closed in the meantime
     */
    int read(long position, ByteBuffer buffer) throws IOException;
  }
}
