/**
 * Objects as files in a local folder: the default of an embedded Sluice. An object's path is its
 * file's path. What is not finished lies beside its target as {@code .sluice-<process>-<n>.part}
 * and becomes the object by a rename.
 */
package dev.sluice.storage.objects.folder;
