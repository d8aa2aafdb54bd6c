/** Media in local files, for tools; no job reads local files. */
package dev.sluice.media.file;
