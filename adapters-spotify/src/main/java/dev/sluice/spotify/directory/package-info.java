/** Directories: where a show's feed is, by the show's title or by what the operator wrote down. */
package dev.sluice.spotify.directory;
