import type { FC } from 'hono/jsx';
import type { Typed } from '../http/forms.ts';
import { Form } from './form.tsx';
import type { Frame } from './frame.ts';

/** The ends of a form that leads to an e-ID: a button for each that is offered, and no choice where there is only one. */
export const EidButtons: FC<{ frame: Frame; label: string; verb: 'identify' | 'sign' }> = ({
  frame: { t, methods },
  label,
  verb,
}) => (
  <div class="buttons">
    {methods.map((method, place) => (
      <button class={place === 0 ? 'button' : 'button second'} type="submit" name="method" value={method}>
        {method === 'bankid' ? t.bankId.withBankId[verb] : methods.length > 1 ? t.bankId.withAnother[verb] : label}
      </button>
    ))}
  </div>
);

/** A form of nothing but hidden fields that leads to an e-ID. */
export const EidForm: FC<{
  frame: Frame;
  action: string;
  label: string;
  verb: 'identify' | 'sign';
  fields?: Typed;
}> = ({ frame, action, label, verb, fields = {} }) => (
  <Form frame={frame} action={action}>
    {Object.entries(fields).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    <EidButtons frame={frame} label={label} verb={verb} />
  </Form>
);
