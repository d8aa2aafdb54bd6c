/** Segments that lie apart, as one input: fetched ahead, decrypted, checked. */
package dev.sluice.media.segments;
