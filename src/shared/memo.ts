/**
 * The same answers, each worked out once: for pure functions of a short text that are asked the same few things again and
 * again. Keeps at most `most` answers, and begins anew beyond.
 */
export function memo<Answer>(work: (text: string) => Answer, most = 500): (text: string) => Answer {
  const known = new Map<string, Answer>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const answer = work(text);
    if (known.size >= most) known.clear();
    known.set(text, answer);
    return answer;
  };
}
