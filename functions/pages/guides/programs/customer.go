// Takes a customer from draft to review: go run client.go customer.go
package main

func main() {
	must(call("GET", "/api/v1/reference/countries", nil, nil))
	industries := must(call("GET", "/api/v1/reference/industries", nil, nil)).body
	industry := industries["items"].([]any)[0].(object)["id"].(string)
	customer := must(call("POST", "/api/v1/customers", []byte(`{
		"companyName": "Müller & Söhne GmbH",
		"registrationNumber": "HRB 12345",
		"countryOfIncorporationId": "DE",
		"businessIndustryId": "`+industry+`",
		"documentIds": [],
		"persons": [{
			"firstName": "Ada",
			"lastName": "Müller",
			"roles": ["UBO"],
			"nationality": "DE",
			"dateOfBirth": "1980-05-17",
			"documentIds": []
		}],
		"draft": true
	}`), nil)).body
	uri := "/api/v1/customers/" + customer["id"].(string)
	must(call("GET", "/api/v1/customers?limit=5&status=DRAFT", nil, nil))
	etag := must(call("GET", uri, nil, nil)).etag
	must(call("PATCH", uri, []byte(`{"city": "Berlin"}`), map[string]string{"if-match": etag}))
	must(call("POST", uri+"/submit", nil, nil))
}
