/** Whether a person changed this field since the page came; chosen files are a change too. */
export function isWritten(field: Element | null): boolean {
  if (field instanceof HTMLSelectElement) return [...field.options].some((option) => option.selected && option.value && !option.defaultSelected);
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
  if (!(field instanceof HTMLInputElement) || field.type === "hidden") return false;
  return field.checked !== field.defaultChecked || field.value !== field.defaultValue;
}
