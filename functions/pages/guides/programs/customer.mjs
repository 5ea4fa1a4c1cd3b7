// Takes a customer from draft to review: node customer.mjs
import { call } from './client.mjs';

try {
  await call('GET', '/api/v1/reference/countries');
  const { body: industries } = await call('GET', '/api/v1/reference/industries');
  const { body: { id } } = await call('POST', '/api/v1/customers', JSON.stringify({
    companyName: 'Müller & Söhne GmbH',
    registrationNumber: 'HRB 12345',
    countryOfIncorporationId: 'DE',
    businessIndustryId: industries.items[0].id,
    documentIds: [],
    persons: [{
      firstName: 'Ada',
      lastName: 'Müller',
      roles: ['UBO'],
      nationality: 'DE',
      dateOfBirth: '1980-05-17',
      documentIds: [],
    }],
    draft: true,
  }));
  await call('GET', '/api/v1/customers?limit=5&status=DRAFT');
  const { etag } = await call('GET', `/api/v1/customers/${id}`);
  await call('PATCH', `/api/v1/customers/${id}`, JSON.stringify({ city: 'Berlin' }), { 'if-match': etag });
  await call('POST', `/api/v1/customers/${id}/submit`);
} catch (error) {
  console.error(error.message, error.cause ?? '');
  process.exitCode = 1;
}
