package dev.sluice.http.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Clients that send a part of a request, or all of it, and then read nothing. */
public final class SlowClients implements AutoCloseable {
  /** Small, so that little of an answer is on its way. */
  private static final int RECEIVE_BUFFER = 4 * 1024;

  private final int port;
  private final List<Socket> open = new ArrayList<>();

  public SlowClients(int port) {
    this.port = port;
  }

  /** So many clients that send this text. */
  public void send(int clients, String text) {
    for (int client = 0; client < clients; client++) {
      try {
        Socket socket = new Socket();
        open.add(socket);
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** So many clients that send the head of a request without a body. */
  public void get(int clients, String target, String... headers) {
    send(clients, "GET " + target + " HTTP/1.1\r\n" + head(headers) + "\r\n");
  }

  /** So many clients that send the beginning of a body of a thousand bytes. */
  public void halfBody(int clients, String target, String... headers) {
    send(
        clients,
        "POST "
            + target
            + " HTTP/1.1\r\nContent-Length: 1000\r\n"
            + head(headers)
            + "\r\n{\"url\":");
  }

  private static String head(String... headers) {
    StringBuilder head = new StringBuilder("Host: x\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head.toString();
  }

  /** How many have an answer, or a part of it. */
  public int answered() {
    int answered = 0;
    for (Socket socket : open) {
      try {
        answered += socket.getInputStream().available() > 0 ? 1 : 0;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return answered;
  }

  /** All that the server says to each until it closes the connection. */
  public List<String> answers() {
    List<String> answers = new ArrayList<>();
    for (Socket socket : open) {
      try {
        socket.setSoTimeout(20_000);
        answers.add(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return answers;
  }

  @Override
  public void close() {
    for (Socket socket : open) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    open.clear();
  }
}
