package dev.sluice.media.web.origin;

import java.io.InputStream;

/** A transfer as an input stream. */
public class TransferStream extends InputStream {
  private final Transfer transfer;

  public TransferStream(Transfer transfer) {
    this.transfer = transfer;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    return length == 0 ? 0 : transfer.read(into, offset, length);
  }

  // GZIPInputStream calls this to learn whether another member follows.
  @Override
  public int available() {
    return transfer.atEnd() ? 0 : 1;
  }

  @Override
  public void close() {
    transfer.close();
  }
}
