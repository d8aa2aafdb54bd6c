/**
 * A transcoder in child processes: the protocol between a child and its parent, and both ends of
 * it. The parent trusts nothing that a child says, since a malicious file may have taken the child
 * over. The child has no files and no connections: it asks its parent for the bytes of the inputs
 * and hands it those of the result, over its standard streams.
 *
 * <p>A frame is its type (1 byte), the number of the call that it belongs to (4 bytes), the length
 * of its payload (4 bytes), and the payload. {@link FrameType} lists the types. One call runs at a
 * time. All frames of the child but those that end a call cost credit, and the parent returns the
 * credit when it has handled them; the parent only sends what the child has asked for, one call,
 * and a cancel. So neither side can flood the other.
 */
@NullMarked
package dev.sluice.media.libav.process;

import org.jspecify.annotations.NullMarked;
